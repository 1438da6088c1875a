/** What can go wrong with a call of the Admin API: each code says whether the call had an effect. */
import { MotError, type MotErrorDetails } from '@motkit/core'

/** Every code of `ShopifyAdmin.run`. */
export const adminErrors = {
  SHOPIFY_SHOP_INVALID: 'A shop is named by its own domain, as `tea.myshopify.com`. Nothing was sent.',
  SHOPIFY_TOKEN_UNAVAILABLE: '`accessToken` threw, or did not answer in time. Nothing was sent.',
  SHOPIFY_BUDGET_UNAVAILABLE: 'The `budget` threw, or did not answer in time. Nothing was sent.',
  SHOPIFY_UNAUTHORIZED:
    'There is no access token for the shop, or Shopify took neither the one there was nor the one asked for anew: the app was uninstalled, or its token has ended. It had no effect.',
  SHOPIFY_SCOPE_MISSING:
    'The app may not do this in the shop: a scope is missing, or was not granted yet; `details.errors` says which. It had no effect.',
  SHOPIFY_REFUSED:
    'Shopify refused the call: `details.errors` lists `path`, `code` and `message` of each reason. It had no effect; with `details.mayHaveActed`, an attempt before it may have had one.',
  SHOPIFY_THROTTLED: 'The shop has no points left for the call within the time it may take. It had no effect.',
  SHOPIFY_UNREACHABLE: 'Shopify could not be reached, or did not answer. It had no effect.',
  SHOPIFY_ABORTED: 'The call was given up by its `signal`. It had no effect.',
  SHOPIFY_OUTCOME_UNKNOWN:
    'A mutation was sent and its answer was lost: nobody knows whether it was carried out. `retryable` where sending it again is safe; else look before it is sent again.',
  SHOPIFY_ANSWER_UNREADABLE:
    'Shopify answered in a shape that is not known: `details.path` says where. A mutation was carried out all the same: `details.carriedOut`.',
} as const
/** What a call of the Admin API answers. */
export type AdminCode = keyof typeof adminErrors

/** One reason why Shopify refused a call. */
export interface AdminRefusal {
  /** Of the input, as `basicCodeDiscount.code`; empty where it is none of a field. */
  readonly path: string
  /** As `TAKEN`; empty where Shopify names none. */
  readonly code: string
  readonly message: string
}

/** How a call failed. */
export interface Failure {
  readonly code: AdminCode
  readonly details?: MotErrorDetails & { readonly errors?: readonly AdminRefusal[] }
  readonly cause?: unknown
  readonly retryable?: boolean
  /** Seconds. */
  readonly retryAfter?: number
}
export const adminError = (
  code: AdminCode,
  details: Failure['details'] = {},
  more: Omit<Failure, 'code' | 'details'> = {},
): MotError<AdminCode> => {
  const reasons = details.errors?.map(({ message }) => message) ?? []
  return new MotError(code, [adminErrors[code], ...reasons].join(' '), { ...more, details })
}
