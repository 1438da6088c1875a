/** What can go wrong with the tables of this package. */
import { MotError, type MotErrorDetails } from '@motkit/core'

/** Every code of the stores on PostgreSQL. */
export const databaseErrors = {
  SHOPIFY_SCHEMA_MISSING:
    'The tables of this package, `motkit.shopify_*`, are not there, or not all of them: run `migrate()` of one of its stores.',
  SHOPIFY_SCHEMA_NEWER: 'The tables of this package, `motkit.shopify_*`, were written by a newer version of it.',
} as const
export type DatabaseCode = keyof typeof databaseErrors

export const databaseError = (
  code: DatabaseCode,
  more: { readonly cause?: unknown; readonly details?: MotErrorDetails },
): MotError<DatabaseCode> => new MotError(code, databaseErrors[code], more)
