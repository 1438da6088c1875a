/** What can go wrong where motkit acts in a shop, beside what a call of the Admin API answers. */
import { isMotError, MotError, type MotErrorDetails } from '@motkit/core'
import type { AdminRefusal } from '../admin/errors.ts'

export const actingErrors = {
  SHOPIFY_ID_INVALID: 'An id that is none of Shopify: `details.path` says whose.',
  SHOPIFY_CODE_TAKEN:
    'The code is there already, and of something else: a discount or a gift card that is not of motkit.',
  SHOPIFY_CODE_PENDING: 'Shopify is still adding or deleting the code. The same may be asked again.',
  SHOPIFY_BUSY:
    'Another movement of the same account is under way, or nobody knows yet how it ended. The same may be asked again.',
  SHOPIFY_INTENT_UNKNOWN: 'There is no intent of this shop and key that waits to be settled.',
} as const
export type ActingCode = keyof typeof actingErrors

export const actingError = (
  code: ActingCode,
  details: MotErrorDetails = {},
  more: { readonly cause?: unknown; readonly retryable?: boolean; readonly retryAfter?: number } = {},
): MotError<ActingCode> => new MotError(code, actingErrors[code], { ...more, details })

/** Nobody knows whether something was carried out that must not be carried out twice: somebody has to look. */
export const outcomeUnknown = (details: MotErrorDetails): MotError<'SHOPIFY_OUTCOME_UNKNOWN'> =>
  new MotError(
    'SHOPIFY_OUTCOME_UNKNOWN',
    'Whether it was carried out is not known, and cannot be read: look in the shop, then settle its intent.',
    { details },
  )

/** As Shopify says it, by which code each reason of its refusal goes. */
export const isRefusedBy = (error: unknown, ...codes: readonly string[]): boolean =>
  isMotError(error) &&
  error.code === 'SHOPIFY_REFUSED' &&
  ((error.details.errors ?? []) as readonly AdminRefusal[]).some(({ code }) => codes.includes(code))

/** A refusal with the place of its first reason; one that may pass is retryable. */
export function refusal(error: MotError): MotError {
  const [reason] = (error.details.errors ?? []) as readonly AdminRefusal[]
  if (error.code !== 'SHOPIFY_REFUSED' || !reason) return error
  const retryable = error.retryable || isRefusedBy(error, 'INTERNAL_ERROR', 'INSUFFICIENT_FUNDS', 'STALE_OBJECT')
  return new MotError(error.code, error.message, {
    cause: error,
    retryable,
    details: { path: reason.path, expected: reason.message, received: reason.code, ...error.details },
  })
}
