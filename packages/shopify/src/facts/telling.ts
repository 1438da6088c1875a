/** What a reader of payloads is given beside the payload, and what it answers. */
import type { Customer } from '@motkit/core'
import type { Fact } from './fact.ts'
import type { Ignore } from './reading.ts'

export interface ReadingOptions {
  /** The country of the shop, as `DE`: orders that go elsewhere are told as international ones. Without it neither is told. */
  readonly country?: string
  /** Whether orders that were made to try the shop count. Default: false. */
  readonly testOrders?: boolean
}
/** What is known of a delivery beside its payload. */
export interface Telling extends ReadingOptions {
  readonly topic: string
  readonly shop: string
  /** When Shopify set it off, for payloads that name no time. */
  readonly at: string
  readonly ignore: Ignore
}

/** What Shopify asks of an app, beside telling it what happened. `shop` is the payload's own word on whose it is. */
export type ShopRequest =
  | {
      readonly kind: 'export'
      readonly shop: string
      readonly customers: readonly Customer[]
      readonly requestId?: string
    }
  | { readonly kind: 'erase'; readonly shop: string; readonly customers: readonly Customer[] }
  | { readonly kind: 'erase-shop'; readonly shop: string }
  /** The app was removed: promises to this shop's customers are to be kept no more. */
  | { readonly kind: 'stop'; readonly shop?: string }

export type FactsReader = (payload: unknown, telling: Telling) => readonly Fact[]
