/** Shopify's standard events, and what of motkit's events each of them tells. */
import * as z from 'zod'
import { defined, type Fact, type FactType } from '../facts/fact.ts'
import { type Ignore, read } from '../facts/reading.ts'
import { count, decimal, list, maybe, readMoney, text } from '../facts/schema.ts'
import type { MomentKind } from '../facts/table.ts'
import { type PageKind, pageSays } from './page.ts'
import { publicText } from './public-url.ts'
import { checkoutToken, shopifyId } from './schema.ts'

type DataOf<T extends FactType> = Extract<Fact, { type: T }>['data']
type Told =
  | 'visit.started'
  | 'page.viewed'
  | 'product.viewed'
  | 'product-list.viewed'
  | 'products.searched'
  | 'cart.viewed'
  | 'product.added'
  | 'product.removed'
  | 'checkout.started'
  | 'checkout.step-completed'
  | 'payment.entered'
/** What a browser may say of its visit: of these types, and of no other. */
export type Said = { [T in Told]: { readonly type: T; readonly data: DataOf<T> } }[Told]

const money = z
  .object({ amount: decimal, currencyCode: z.string('a currency') }, 'an amount')
  .transform(({ amount, currencyCode }, context) => {
    const read = readMoney(amount, currencyCode)
    if (read) return read
    context.addIssue({ code: 'custom', message: 'an amount of at least 0 in a known currency' })
    return z.NEVER
  })
const variant = z
  .object(
    {
      id: maybe(shopifyId),
      sku: text,
      price: maybe(money),
      product: maybe(z.object({ id: maybe(shopifyId), title: text, type: text, vendor: text }, 'a product')),
    },
    'a variant of a product',
  )
  .transform(({ id, sku, price, product }, context) => {
    const productId = product?.id ?? id
    const named = { name: product?.title, category: product?.type, brand: product?.vendor }
    if (productId !== undefined) return { productId, ...defined({ variantId: id, sku, ...named, price }) }
    context.addIssue({ code: 'custom', path: ['product', 'id'], message: 'an id' })
    return z.NEVER
  })
const line = z
  .object({ quantity: count, merchandise: variant }, 'a line')
  .transform(({ quantity, merchandise }) => ({ ...merchandise, ...(quantity > 0 && { quantity }) }))
const lineAdded = z.object({ cartLine: line }, 'a line of a cart')
const checkout = z.object({ checkout: z.object({ token: checkoutToken, totalPrice: maybe(money) }, 'a checkout') })

/** What is known of an event beside its data. */
export interface Happened {
  readonly page?: { readonly url?: string | undefined; readonly referrer?: string | undefined } | undefined
  readonly ignore: Ignore
  pageKind(path: string): PageKind | undefined
}
/** A standard event, as `pixelEvents` lists them. */
export interface PixelEvent {
  /** As Shopify names it. */
  readonly name: string
  /** The events that it may tell. */
  readonly tells: readonly FactType[]
  /** The moments that these may open or revise. */
  readonly moments: readonly MomentKind[]
  /** Why it tells nothing. */
  readonly silent?: string
}
interface Row extends PixelEvent {
  says?(data: unknown, happened: Happened): readonly Said[]
}

const visit = ['zmot', 'fmot'] as const
const telling = <S extends z.ZodType, T extends Told>(
  name: string,
  type: T,
  moments: readonly MomentKind[],
  schema: S,
  say: (data: z.output<S>) => DataOf<T>,
): Row => ({
  name,
  tells: [type],
  moments,
  says: (data, { ignore }) => [{ type, data: say(read(schema, data, ignore)) } as unknown as Said],
})
const step = (name: string, number: number): Row =>
  telling(name, 'checkout.step-completed', ['fmot'], checkout, ({ checkout: { token: checkoutId } }) => ({
    checkoutId,
    step: number,
  }))

/** Every standard event. A cart is not named: whose it is, and what became of it, the shop's own webhooks say. */
const rows: readonly Row[] = [
  {
    name: 'page_viewed',
    tells: ['visit.started', 'page.viewed'],
    moments: visit,
    says: (_, happened) => pageSays(happened),
  },
  telling(
    'product_viewed',
    'product.viewed',
    visit,
    z.object({ productVariant: variant }),
    (data) => data.productVariant,
  ),
  telling(
    'collection_viewed',
    'product-list.viewed',
    ['fmot'],
    z.object({ collection: z.object({ id: maybe(shopifyId), title: text }, 'a collection') }),
    ({ collection: { id: listId, title: category } }) => defined({ listId, category }),
  ),
  telling(
    'search_submitted',
    'products.searched',
    visit,
    z.object({ searchResult: z.object({ query: text }, 'a search') }),
    ({ searchResult: { query = '' } }) => ({ query: publicText(query) }),
  ),
  telling(
    'cart_viewed',
    'cart.viewed',
    ['fmot'],
    z.object({
      cart: maybe(z.object({ cost: maybe(z.object({ totalAmount: maybe(money) })), lines: list(line) }, 'a cart')),
    }),
    ({ cart }) => ({ products: cart?.lines ?? [], ...defined({ value: cart?.cost?.totalAmount }) }),
  ),
  telling('product_added_to_cart', 'product.added', visit, lineAdded, (data) => data.cartLine),
  telling('product_removed_from_cart', 'product.removed', ['fmot'], lineAdded, (data) => data.cartLine),
  telling(
    'checkout_started',
    'checkout.started',
    ['fmot'],
    checkout,
    ({ checkout: { token: checkoutId, totalPrice: value } }) => ({
      checkoutId,
      ...defined({ value }),
    }),
  ),
  step('checkout_contact_info_submitted', 1),
  step('checkout_address_info_submitted', 2),
  step('checkout_shipping_info_submitted', 3),
  telling('payment_info_submitted', 'payment.entered', ['fmot'], checkout, ({ checkout: { token: checkoutId } }) => ({
    checkoutId,
    step: 4,
  })),
  { name: 'checkout_completed', tells: ['customer.identified'], moments: [] },
  { name: 'alert_displayed', tells: [], moments: [], silent: 'it may show what somebody typed in' },
  { name: 'ui_extension_errored', tells: [], moments: [], silent: 'it tells of an app, and of no customer' },
]
/** What the pixel hears, and what becomes of it. */
export const pixelEvents: readonly PixelEvent[] = rows.map(({ says: _, ...event }) => event)
export const pixelRow: ReadonlyMap<string, Row> = new Map(rows.map((row) => [row.name, row]))

/** The token of a checkout that was completed. @throws MotError SHOPIFY_PAYLOAD_INVALID */
export const completedCheckout = (data: unknown, ignore: Ignore): string => read(checkout, data, ignore).checkout.token
