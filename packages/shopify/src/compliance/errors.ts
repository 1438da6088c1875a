/** What can go wrong with what Shopify asks. */
import { MotError } from '@motkit/core'

/** Every code of compliance. */
export const complianceErrors = {
  SHOPIFY_REDACTION_UNDER_WAY:
    'A shop is being erased, a part at a time; the next attempt goes on where this one ended.',
} as const
export type ComplianceCode = keyof typeof complianceErrors

/** @param afterMs when it may go on */
export const underWay = (afterMs: number): MotError<ComplianceCode> =>
  new MotError('SHOPIFY_REDACTION_UNDER_WAY', complianceErrors.SHOPIFY_REDACTION_UNDER_WAY, {
    retryable: true,
    retryAfter: afterMs / 1_000,
  })
