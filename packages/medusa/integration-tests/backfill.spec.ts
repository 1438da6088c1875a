// What happened before the plugin was there comes in by `medusa exec`: once, and without a word to anybody.
import type { MotService } from '../src'
import { openShop, type Shop } from './shop'
import { medusa } from './support/commands'
import { deafen } from './support/deafen'
import { withShop } from './support/shop-app'
import { known, watchedIn } from './support/watching'

const script = '../../node_modules/@motkit/medusa/.medusa/server/src/backfill.js'

withShop(({ getContainer, api }) => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop(getContainer(), api)
  })
  const backfill = async (...words: string[]) => {
    const { databaseUrl } = getContainer().resolve('configModule').projectConfig
    const command = medusa(['exec', script, ...words], { DATABASE_URL: databaseUrl ?? '' })
    return { code: await command.ended, said: command.output() }
  }
  const ask = <T>(text: string) => watchedIn(getContainer()).ask<T>(text)
  /** How much there is of all that the plugin writes. */
  const written = () =>
    ask(`select (select count(*)::int from motkit.event) as events, (select count(*)::int from motkit.action) as actions,
      (select count(*)::int from mot_inbox) as heard, (select count(*)::int from notification) as messages`)

  it('tells the past once, and sends nothing', async () => {
    deafen(getContainer())
    const { id } = await shop.buy(shop.guest('ada@example.com'), { mug: 2, tin: 1 })
    await shop.capture(id)
    const parcel = await shop.fulfil(id, { mug: 2, tin: 1 })
    await shop.ship(id, parcel, { mug: 2, tin: 1 })
    await shop.deliver(id, parcel)
    await shop.refund(id, 10)
    const ada = (await shop.orderOf(id)).customer_id ?? ''
    const grace = await shop.register('grace@example.com')
    await shop.fillCart(grace, { tin: 2 })
    const nothing = [{ events: 0, actions: 0, heard: 0, messages: 0 }]
    expect(await written()).toEqual(nothing)

    const counts = ['2 customers, 2 carts, 1 orders', 'points to spend: main 47'].concat(
      'events: cart.viewed 2, checkout.started 1, customer.updated 2, order.paid 1, order.placed 1, order.refunded 1, ' +
        'order.updated 1, payment.entered 1, product.added 3, shipment.created 1, shipment.delivered 1',
    )
    const dry = await backfill('dry-run')
    expect(dry.code, dry.said).toBe(0)
    for (const count of counts) expect(dry.said).toContain(count)
    expect(await written()).toEqual(nothing)

    const first = await backfill()
    expect(first.code, first.said).toBe(0)
    for (const count of counts) expect(first.said).toContain(count)
    const once = await written()
    const { engine } = getContainer().resolve<MotService>('mot')
    await engine.catchUp()
    const journey = {
      stage: 'first_time_customer',
      moments: {
        'fmot visit': 'stayed',
        'smot.purchase cart': 'order-placed',
        'amot order': 'arrived',
        'smot.experience order': 'trying',
        'umot order': 'open',
        'umot lapse': 'active',
      },
      points: 47,
      promises: [],
      messages: [],
      promotions: [],
    }
    expect(await known(watchedIn(getContainer()), ada)).toMatchObject(journey)
    expect(await known(watchedIn(getContainer()), grace.customerId)).toMatchObject({
      stage: 'prospect',
      moments: { 'smot.purchase cart': 'open' },
      points: 0,
    })

    expect(await backfill()).toMatchObject({ code: 0 })
    await engine.catchUp()
    expect(await written()).toEqual(once)
    expect(await known(watchedIn(getContainer()), ada)).toMatchObject(journey)
  }, 180_000)

  it('goes on after a customer, from a date, and sends where it is told to', async () => {
    deafen(getContainer())
    const { id } = await shop.buy(shop.guest('ada@example.com'), { tin: 1 })
    const parcel = await shop.fulfil(id, { tin: 1 })
    await shop.ship(id, parcel, { tin: 1 })
    const ada = (await shop.orderOf(id)).customer_id ?? ''
    expect((await backfill('dry-run', `after=${ada}`)).said).toContain('0 customers, 0 carts, 0 orders')
    expect((await backfill('dry-run', 'since=2100-01-01')).said).toContain('1 customers, 0 carts, 0 orders')
    expect(await backfill('with-messages')).toMatchObject({ code: 0 })
    await vi.waitFor(
      async () => expect(await known(watchedIn(getContainer()), ada)).toMatchObject({ messages: ['on-its-way'] }),
      { timeout: 10_000 },
    )
  }, 180_000)
})
