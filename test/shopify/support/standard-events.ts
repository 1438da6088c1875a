/** Shopify's standard events as a browser publishes them, with all that they know of a person. */
import type { Checkout, Context, PixelEvents, ProductVariant, RegisterInit } from '@shopify/web-pixels-extension'

export const CLIENT = '2e4c7a1f-6a0e-4a51-9c4b-1a2b3c4d5e6f'
export const TOKEN = 'bd5a8aa1ecd019dd3520ff791ee3a24c'
/** What of a person, and of what opens something of theirs, must stay in the browser. */
export const SECRETS = [
  'ada@tea.example',
  'Lovelace',
  '+4930',
  'St James',
  '10115',
  'SW1Y',
  'Cj0KCQ',
  'key=',
  '4111',
  'cart-secret',
  'order-777',
  'customer-7',
]

const euros = (amount: number) => ({ amount, currencyCode: 'EUR' })
const location = (href: string) => {
  const { hash, host, hostname, origin, pathname, port, protocol, search } = new URL(href)
  return { hash, host, hostname, href, origin, pathname, port, protocol, search }
}
const context = (href: string, referrer: string): Context => ({
  document: { characterSet: 'UTF-8', location: location(href), referrer, title: 'Thank you, Ada Lovelace' },
  navigator: { cookieEnabled: true, language: 'en', languages: ['en'], userAgent: 'test' },
  window: {
    innerHeight: 800,
    innerWidth: 600,
    location: location(href),
    origin: new URL(href).origin,
    outerHeight: 800,
    outerWidth: 600,
    pageXOffset: 0,
    pageYOffset: 0,
    screen: { height: 800, width: 600 },
    screenX: 0,
    screenY: 0,
    scrollX: 0,
    scrollY: 0,
  },
})
const variant: ProductVariant = {
  id: '601',
  image: { src: 'https://cdn.example/tea.png' },
  price: euros(20),
  product: {
    id: '501',
    title: 'Green tea',
    type: 'Tea',
    untranslatedTitle: 'Green tea',
    url: '/products/green',
    vendor: 'Tea & Co',
  },
  sku: 'G',
  title: '100 g',
  untranslatedTitle: '100 g',
}
const address = {
  address1: 'St James Square',
  address2: null,
  city: 'London',
  country: 'United Kingdom',
  countryCode: 'GB',
  firstName: 'Ada',
  lastName: 'Lovelace',
  phone: '+4930123',
  province: null,
  provinceCode: null,
  zip: 'SW1Y',
}
const checkout: Checkout = {
  attributes: [{ key: 'note', value: 'for ada@tea.example' }],
  billingAddress: address,
  buyerAcceptsEmailMarketing: true,
  buyerAcceptsSmsMarketing: false,
  currencyCode: 'EUR',
  delivery: { selectedDeliveryOptions: [] },
  discountApplications: [],
  discountsAmount: null,
  email: 'ada@tea.example',
  lineItems: [
    {
      discountAllocations: [],
      finalLinePrice: euros(40),
      id: 'l1',
      properties: [{ key: 'engraving', value: 'Lovelace' }],
      quantity: 2,
      sellingPlanAllocation: null,
      title: 'Green tea',
      variant,
    },
  ],
  localization: { country: { isoCode: 'GB' }, language: { isoCode: 'en' }, market: { handle: null, id: null } },
  order: { id: 'order-777', customer: { id: 'customer-7', isFirstOrder: true } },
  phone: '+4930123',
  shippingAddress: address,
  shippingLine: { price: euros(5) },
  smsMarketingPhone: '+4930123',
  subtotalPrice: euros(40),
  token: TOKEN,
  totalPrice: euros(45),
  totalTax: euros(7),
  transactions: [{ amount: euros(45), gateway: 'card', paymentMethod: { name: 'VISA 4111', type: 'creditCard' } }],
}
const line = { cost: { totalAmount: euros(40) }, merchandise: variant, quantity: 2 }
const search = { productVariants: [variant], query: 'green tea ada@tea.example' }

const shop = 'https://tea.example'
const pages: Partial<Record<keyof typeof data, string>> = {
  page_viewed: '/?utm_source=google&utm_medium=cpc&utm_campaign=May&gclid=Cj0KCQ&email=ada@tea.example',
  checkout_completed: `/checkouts/cn/${TOKEN}/thank-you?key=1`,
}
const data = {
  page_viewed: {},
  product_viewed: { productVariant: variant },
  collection_viewed: { collection: { id: '9', productVariants: [variant], title: 'Teas' } },
  search_submitted: { searchResult: search },
  cart_viewed: {
    cart: {
      attributes: checkout.attributes,
      cost: { totalAmount: euros(40) },
      id: 'cart-secret?key=1',
      lines: [line],
      totalQuantity: 2,
    },
  },
  product_added_to_cart: { cartLine: line },
  product_removed_from_cart: { cartLine: line },
  checkout_started: { checkout },
  checkout_contact_info_submitted: { checkout },
  checkout_address_info_submitted: { checkout },
  checkout_shipping_info_submitted: { checkout },
  payment_info_submitted: { checkout },
  checkout_completed: { checkout },
  alert_displayed: {
    alert: { message: 'Is 10115 the code of +4930123?', target: 'zip', type: 'INPUT_INVALID' as never, value: '10115' },
  },
} satisfies { [K in keyof PixelEvents]?: PixelEvents[K]['data'] }

/** One of each, in the order in which a visit has them. */
export const published = (Object.keys(data) as (keyof typeof data)[]).map((name, seq) => ({
  id: `sh-${seq}-2e4c7a1f`,
  clientId: CLIENT,
  name,
  seq,
  timestamp: new Date().toISOString(),
  type: 'standard' as never,
  context: context(shop + (pages[name] ?? '/products/green'), 'https://www.google.com/search?q=Lovelace'),
  data: data[name],
})) satisfies readonly (Pick<
  PixelEvents['page_viewed'],
  'id' | 'clientId' | 'seq' | 'timestamp' | 'type' | 'context'
> & { name: string })[]

export const initOf = (isAllowed: boolean): RegisterInit => ({
  context: context(shop, ''),
  data: {
    customer: {
      id: 'customer-7',
      email: 'ada@tea.example',
      firstName: 'Ada',
      lastName: 'Lovelace',
      phone: '+4930123',
      ordersCount: 3,
    },
    cart: { id: 'cart-secret?key=1' },
    shop: {
      countryCode: 'DE',
      myshopifyDomain: 'tea.myshopify.com',
      name: 'Tea',
      paymentSettings: { currencyCode: 'EUR' },
      storefrontUrl: shop,
    },
    purchasingCompany: null,
  },
  customerPrivacy: privacyOf(isAllowed),
})
export const privacyOf = (isAllowed: boolean) => ({
  analyticsProcessingAllowed: isAllowed,
  marketingAllowed: isAllowed,
  preferencesProcessingAllowed: isAllowed,
  saleOfDataAllowed: isAllowed,
})
