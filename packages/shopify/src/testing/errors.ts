/** What can go wrong with the local Admin API itself. */
import { MotError, type MotErrorDetails } from '@motkit/core'

export const localAdminErrors = {
  LOCAL_ADMIN_SCHEMA_MISSING:
    'The schema of the Admin API is not there: npm could not fetch it, or there is no such version.',
  LOCAL_ADMIN_SHOP_UNKNOWN: 'The local Admin API has no shop of this domain.',
} as const
export type LocalAdminCode = keyof typeof localAdminErrors

export const localAdminError = (
  code: LocalAdminCode,
  message: string,
  details: MotErrorDetails,
  cause?: unknown,
): MotError<LocalAdminCode> => new MotError(code, message, { details, ...(cause === undefined ? {} : { cause }) })
