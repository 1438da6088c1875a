/** Some weeks of a shop: what happens in it, what Shopify says of that, and what the app makes of it. */
import { orderBody } from './bodies.ts'
import { openStage, show, tenant } from './stage.ts'

const ada = { id: '7' }
const visitor = '6f1c2a9e-4f8b-4d57-9a3e-2b1d0c9e8f70'
const page = { url: `https://${tenant}/products/teapot`, referrer: 'https://www.example.com/' }
const teapotVariant = { id: '5011', product: { id: '501', title: 'Teapot' } }
const checkout = { token: '0f3a9b7c5d1e4f6082a4c6e8' }

export async function playDay(): Promise<void> {
  const { app, admin, shop, shopify, on, now, close } = await openStage()
  const { webhook, browser } = shopify
  const { id: customer } = shop.addCustomer({ id: 7, firstName: 'Ada', email: 'ada@example.com' })
  const { id: teapot } = shop.addProduct({ id: 501, title: 'Teapot', price: '40.00' })
  const { id: cup } = shop.addProduct({ id: 502, title: 'Cup', price: '12.00' })
  const cups = { id: 2, title: 'Cup', product: cup, price: '12.00', quantity: 2 }
  const goods = [{ id: 1, title: 'Teapot', product: teapot, price: '40.00' }, cups]

  await on('2026-03-02T09:50:00Z', 'Somebody looks at a teapot. Nobody knows who it is.', () =>
    browser(visitor, page, [
      { name: 'page_viewed' },
      { name: 'product_viewed', data: { productVariant: teapotVariant } },
    ]),
  )
  await on('2026-03-02T09:55:00Z', 'It goes into the cart, with two cups.', async () => {
    const line = (key: string, product_id: number, quantity: number) => ({ key, product_id, quantity })
    const line_items = [line('1', 501, 1), line('2', 502, 2)]
    await browser(visitor, page, [
      { name: 'product_added_to_cart', data: { cartLine: { quantity: 1, merchandise: teapotVariant } } },
    ])
    await webhook('carts/update', { token: 'c1', updated_at: now(), line_items })
  })
  const placed = '2026-03-02T10:12:00Z'
  const first = shop.addOrder({ id: 1001, customer, lines: goods, country: 'DE', createdAt: placed })
  await on(
    placed,
    'It was Ada: she orders for 64 euros. Shopify says so twice, and of the payment first.',
    async () => {
      shop.orders.pay(first.id)
      const order = { ...(await orderBody(shop, first.id)), cart_token: 'c1', checkout_token: checkout.token }
      await webhook('orders/paid', order)
      await webhook('orders/create', order)
      await webhook('orders/create', order)
      await webhook('customers/create', { id: 7, updated_at: now(), default_address: { country_code: 'DE' } })
      await browser(visitor, page, [{ name: 'checkout_completed', data: { checkout } }])
    },
  )
  await on('2026-03-03T15:00:00Z', 'The parcel is on its way.', async () => {
    shop.orders.ship(first.id, { id: 2001 })
    const { fulfillments } = await orderBody(shop, first.id)
    for (const parcel of fulfillments) await webhook('fulfillments/create', parcel)
  })
  await on('2026-03-05T11:00:00Z', 'The parcel is there.', () =>
    webhook('fulfillment_events/create', {
      id: 1,
      order_id: 1001,
      fulfillment_id: 2001,
      status: 'delivered',
      happened_at: now(),
    }),
  )
  await on('2026-03-06T18:00:00Z', 'She has 50 points made into a discount code.', () =>
    app.mot.loyalty.redeem({ customer: ada, reward: 'five-off', redemptionId: 'r1', tenant }),
  )
  await on('2026-03-09T10:00:00Z', 'One cup is broken: 12 euros go back, and their points.', async () => {
    shop.orders.refund(first.id, { lines: [{ line: 'gid://shopify/LineItem/2', quantity: 1 }] })
    const { refunds } = await orderBody(shop, first.id)
    for (const refund of refunds) await webhook('refunds/create', refund)
  })
  await on('2026-03-14T10:00:00Z', 'She orders again, for 120 euros. The webhook is lost.', () => {
    const { id } = shop.addOrder({ id: 1002, customer, lines: [{ id: 3, price: '120.00' }], country: 'DE' })
    shop.orders.pay(id)
  })
  await on('2026-03-14T10:30:00Z', 'The app asks Shopify what it has missed.', async () => {
    const found = await app.reconciliation.reconcile(tenant)
    if (!found.ok) throw found.error
    for (const [type, count] of Object.entries(found.value.news)) show('found', `${count} ${type}`)
  })
  await on('2026-03-15T09:00:00Z', 'She takes store credit for 100 points. The answer of Shopify is lost.', () => {
    admin.failNext('broken-after', 'storeCreditAccountCredit')
    return app.mot.loyalty.redeem({ customer: ada, reward: 'credit', redemptionId: 'r2', tenant })
  })
  const credits = () => admin.seen.filter(({ fields }) => fields.includes('storeCreditAccountCredit')).length
  await on('2026-03-16T09:00:00Z', 'The app has looked it up. It did not ask again.', () =>
    show('sent', `storeCreditAccountCredit: ${credits()} time`),
  )
  const about = { shop_domain: tenant, customer: { id: 7, email: 'ada@example.com' } }
  await on('2026-03-20T10:00:00Z', 'She asks what is known of her.', () =>
    webhook('customers/data_request', { ...about, orders_requested: [1001, 1002], data_request: { id: 1 } }),
  )
  await on('2026-03-21T10:00:00Z', 'She asks to be forgotten.', () =>
    webhook('customers/redact', { ...about, orders_to_redact: [1001, 1002] }),
  )
  const left = await app.mot.journey(ada, { tenant })
  show('left', left.ok ? 'a journey' : `nothing: ${left.error.code}`)
  for (const { kind, askedAt, doneAt, customers } of await app.compliance.proofs.list())
    show('proof', kind, `asked ${askedAt}, done ${doneAt}:`, customers.map((hash) => `${hash.slice(0, 8)}…`).join(', '))
  const { accepted, duplicate, processed, dead } = app.webhooks.counts()
  console.log(`\n${accepted} webhooks taken, ${duplicate} known already, ${processed} processed, ${dead} given up.`)
  await close()
}
