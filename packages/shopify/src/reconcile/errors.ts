/** What can go wrong with reconciliation, beside what the Admin API and the engine answer. */
import { isMotError, MotError, type MotErrorDetails } from '@motkit/core'

export const reconcileErrors = {
  RECONCILE_SHOP_REFUSED: '`tenantOf` does not know the shop.',
  BACKFILL_SINCE_INVALID: '`since` is no time: nothing was begun.',
  BULK_BUSY:
    'Another bulk query of the app runs in the shop, for longer than `waitMs`: `details.operation` names it. Try again when it has ended.',
  BULK_FAILED: 'Shopify could not carry out the bulk query: `details.received` says why.',
  BULK_UNREADABLE: 'What a bulk query found could not be downloaded, or is not as Shopify writes it.',
} as const
export type ReconcileCode = keyof typeof reconcileErrors

export const reconcileError = (
  code: ReconcileCode,
  details: MotErrorDetails = {},
  more: { readonly cause?: unknown; readonly retryable?: boolean } = {},
): MotError<ReconcileCode> => new MotError(code, reconcileErrors[code], { ...more, details })

/** A search that Shopify refused, as where a scope is missing: what it would find is not told. */
export interface SkippedSearch {
  readonly source: string
  readonly error: MotError<string>
}
const ofOneSearch: ReadonlySet<string> = new Set([
  'SHOPIFY_SCOPE_MISSING',
  'SHOPIFY_REFUSED',
  'SHOPIFY_ANSWER_UNREADABLE',
])
/** What is wrong with one search, and not with the shop, its token or the engine. @throws anything else */
export function skippedBy(source: string, error: unknown): SkippedSearch {
  if (isMotError(error) && ofOneSearch.has(error.code)) return { source, error }
  throw error
}
