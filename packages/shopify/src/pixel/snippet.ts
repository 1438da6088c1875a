/** The pixel: what runs in the sandbox of a shop. With what it imports it becomes `snippet-text.ts`, by `npm run pixel`. */
import type {
  CartLine,
  Checkout,
  CustomerPrivacyPayload,
  ExtensionApi,
  PixelEvents,
  ProductVariant,
  StandardEventName,
} from '@shopify/web-pixels-extension'
import { publicReferrer, publicText, publicUrl } from './public-url.ts'

declare const document: unknown

/** What happens at once goes out together. */
const PAUSE_MS = 50
const EVENTS_A_BATCH = 20
/** So many wait for consent, while this page is open. */
const EVENTS_HELD = 50
const LINES = 50

const variantOf = (variant: ProductVariant | null) =>
  variant && {
    id: variant.id,
    sku: variant.sku,
    price: variant.price,
    product: {
      id: variant.product.id,
      title: variant.product.title,
      type: variant.product.type,
      vendor: variant.product.vendor,
    },
  }
const lineOf = (line: CartLine | null) => line && { quantity: line.quantity, merchandise: variantOf(line.merchandise) }
const tokenOf = (data: { checkout: Checkout }) => ({ checkout: { token: data.checkout.token } })

type StandardEvents = Pick<PixelEvents, StandardEventName>
/** What is taken from each event: nothing of a person. */
const taken: {
  [K in Exclude<StandardEventName, 'alert_displayed' | 'ui_extension_errored'>]: (
    data: StandardEvents[K]['data'],
  ) => object
} = {
  page_viewed: () => ({}),
  product_viewed: (data) => ({ productVariant: variantOf(data.productVariant) }),
  collection_viewed: (data) => ({ collection: { id: data.collection.id, title: data.collection.title } }),
  search_submitted: (data) => ({ searchResult: { query: publicText(data.searchResult.query) } }),
  cart_viewed: (data) => ({
    cart: data.cart && { cost: data.cart.cost, lines: data.cart.lines.slice(0, LINES).map(lineOf) },
  }),
  product_added_to_cart: (data) => ({ cartLine: lineOf(data.cartLine) }),
  product_removed_from_cart: (data) => ({ cartLine: lineOf(data.cartLine) }),
  checkout_started: (data) => ({ checkout: { token: data.checkout.token, totalPrice: data.checkout.totalPrice } }),
  checkout_contact_info_submitted: tokenOf,
  checkout_address_info_submitted: tokenOf,
  checkout_shipping_info_submitted: tokenOf,
  payment_info_submitted: tokenOf,
  checkout_completed: tokenOf,
}

type Sandbox = Pick<ExtensionApi, 'analytics' | 'browser' | 'init' | 'customerPrivacy'>

/** Sends what happens to `endpoint`, while analytics are allowed. Whatever fails, the shop does not notice. */
export function startPixel({ analytics, browser, init, customerPrivacy }: Sandbox, endpoint: string): void {
  let privacy = init.customerPrivacy
  let isDeclined = false
  let isPlanned = false
  let clientId = ''
  let waiting: object[] = []

  /** By what outlives the page, which a request of a worker does not; else by the other. */
  function post(body: string): void {
    const beacon = async () => (await browser.sendBeacon(endpoint, body)) || Promise.reject()
    const request = async () => fetch(endpoint, { method: 'POST', body, keepalive: true, credentials: 'omit' })
    const isWorker = typeof document === 'undefined'
    const sent = isWorker ? beacon().catch(request) : request().catch(beacon)
    sent.catch(() => undefined)
  }
  function send(): void {
    isPlanned = false
    while (privacy.analyticsProcessingAllowed && waiting.length > 0) {
      const events = waiting.splice(0, EVENTS_A_BATCH)
      const sentAt = new Date().toISOString()
      post(JSON.stringify({ shop: init.data.shop.myshopifyDomain, clientId, customerPrivacy: privacy, sentAt, events }))
    }
  }
  function plan(): void {
    if (!isPlanned) setTimeout(send, PAUSE_MS)
    isPlanned = true
  }
  function take(event: StandardEvents[keyof typeof taken]): void {
    if (isDeclined || waiting.length >= EVENTS_HELD) return
    const { id, name, timestamp, context } = event
    const pick = taken[name] as (data: unknown) => object
    const { location, referrer } = context.document
    const page = name === 'page_viewed' && { url: publicUrl(location.href), referrer: publicReferrer(referrer) }
    waiting.push({ id, name, timestamp, data: pick(event.data), ...(page && { page }) })
    clientId = event.clientId
    plan()
  }
  function hear({ customerPrivacy: said }: CustomerPrivacyPayload): void {
    privacy = said
    isDeclined = !said.analyticsProcessingAllowed
    if (isDeclined) waiting = []
    plan()
  }

  customerPrivacy.subscribe('visitorConsentCollected', hear)
  for (const name of Object.keys(taken) as (keyof typeof taken)[])
    analytics.subscribe(name, (event) => {
      try {
        take(event)
      } catch {} // of an event that is not as it should be, nothing is known
    })
}
