/** A customer's journey through the shop that `npm start` opened, over HTTP alone, and what motkit makes of each step. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

const shop = `http://localhost:${process.env.PORT ?? '9000'}`

// biome-ignore lint/suspicious/noExplicitAny: what a shop answers; a storefront would use @medusajs/js-sdk and its types
type Answer = any
async function call(path: string, { body, headers = {} }: { body?: object; headers?: object } = {}): Promise<Answer> {
  const response = await fetch(shop + path, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}
const bearer = ({ token }: { token: string }) => ({ authorization: `Bearer ${token}` })

// The shop's people, and what the storefront knows.
const staff = bearer(
  await call('/auth/user/emailpass', { body: { email: 'admin@example.com', password: 'supersecret' } }),
)
const admin = (path: string, body?: object) => call(`/admin/${path}`, { body, headers: staff })
const { api_keys } = await admin('api-keys?type=publishable')
const key = { 'x-publishable-api-key': api_keys[0].token }
const { regions } = await call('/store/regions', { headers: key })
const { products } = await call('/store/products', { headers: key })
const variant = (handle: string) => products.find((one: Answer) => one.handle === handle).variants[0].id

// A customer registers.
const login = { email: `ada-${randomUUID().slice(0, 8)}@example.com`, password: 'a password' }
const { email } = login
const registered = bearer(await call('/auth/customer/emailpass/register', { body: login }))
await call('/store/customers', { body: { email, first_name: 'Ada' }, headers: { ...key, ...registered } })
const headers = { ...key, ...bearer(await call('/auth/customer/emailpass', { body: login })) }
const store = (path: string, body?: object) => call(`/store/${path}`, { body, headers })
const { customer } = await store('customers/me')

interface Standing {
  readonly points: number
  readonly review: string
  readonly messages: readonly string[]
}
const told: string[] = []
/** The bus speaks after the answer: looks until it is so, and says how it stands. */
async function say(step: string, isSo: (now: Standing) => boolean = () => true) {
  for (let tries = 0; ; tries++) {
    const { reviews } = await store('mot/me/reviews')
    const me = await store('mot/me')
    const { notifications } = await admin(`notifications?limit=100&order=created_at`)
    const messages = notifications.filter((one: Answer) => one.to === email).map((one: Answer) => one.template)
    const points = me.balances.main.available
    const review = reviews[0] ? (reviews[0].at ?? reviews[0].reason ?? reviews[0].status) : 'none'
    if (!isSo({ points, review, messages }) && tries < 300) {
      await pause(100)
      continue
    }
    console.log(step)
    console.log(`    stage ${me.stage}, ${points} points, tier ${me.tier?.tier ?? 'none'}, review ${review}`)
    for (const template of messages.slice(told.length)) console.log(`    message ${template}`)
    told.splice(0, told.length, ...messages)
    return
  }
}

await store('mot/me/consents', { channel: 'email', purpose: 'reviews', given: true })
await say(`${email} registers, and may be asked for reviews`)

const address = {
  first_name: 'Ada',
  last_name: 'Lovelace',
  address_1: 'Hauptstraße 1',
  city: 'Berlin',
  postal_code: '10115',
  country_code: 'de',
}
const { cart } = await store('carts', {
  region_id: regions[0].id,
  email,
  shipping_address: address,
  billing_address: address,
})
await store(`carts/${cart.id}/line-items`, { variant_id: variant('teapot'), quantity: 1 })
await store(`carts/${cart.id}/line-items`, { variant_id: variant('cup'), quantity: 2 })
await say('fills a cart: a teapot and two cups')

const { shipping_options } = await store(`shipping-options?cart_id=${cart.id}`)
await store(`carts/${cart.id}/shipping-methods`, { option_id: shipping_options[0].id })
const { payment_collection } = await store('payment-collections', { cart_id: cart.id })
await store(`payment-collections/${payment_collection.id}/payment-sessions`, { provider_id: 'pp_system_default' })
const { order } = await store(`carts/${cart.id}/complete`, {})
await say('orders for 125 euro', ({ messages, review }) => review === 'payment' && messages.includes('thank-you-card'))

const fields = '+payment_collections.payments.id,+fulfillments.id'
const seen = async () => (await admin(`orders/${order.id}?fields=${fields}`)).order
const [{ payments }] = (await seen()).payment_collections
await admin(`payments/${payments[0].id}/capture`, {})
await say('has paid', ({ points }) => points > 0)

const items = order.items.map(({ id, quantity }: Answer) => ({ id, quantity }))
const { stock_locations } = await admin('stock-locations')
await admin(`orders/${order.id}/fulfillments`, { items, location_id: stock_locations[0].id })
const [parcel] = (await seen()).fulfillments
const labels = [{ tracking_number: 'T1', tracking_url: '#', label_url: '#' }]
await admin(`orders/${order.id}/fulfillments/${parcel.id}/shipments`, { items, labels })
await say(
  'the parcel is on its way',
  ({ messages, review }) => review === 'delivery' && messages.includes('order-dispatched'),
)

await admin(`orders/${order.id}/fulfillments/${parcel.id}/mark-as-delivered`, {})
await say('the parcel is there', ({ review }) => review.startsWith('2'))

const newest = async () => (await admin('promotions?limit=1&order=-created_at')).promotions[0]?.code
const before = await newest()
await store('mot/me/redemptions', { id: randomUUID(), reward: 'five-off' })
await say('spends 100 points on a coupon', ({ points }) => points === 25)
let code = await newest()
for (let tries = 0; code === before && tries < 300; code = await newest(), tries++) await pause(100)
console.log(`    coupon ${code}`)
console.log(`\nIn the admin: ${shop}/app/customers/${customer.id}`)
