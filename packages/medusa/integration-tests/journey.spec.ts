// From the cart to the return, by Medusa's own HTTP API: after each step the journey, the points, the promises, the messages.
import { Modules } from '@medusajs/framework/utils'
import type { MotService } from '../src'
import { openShop, type Shop } from './shop'
import { withShop } from './support/shop-app'
import { eventsOf, type Known, known, watchedIn } from './support/watching'

withShop(({ getContainer, api }) => {
  const mot = () => getContainer().resolve<MotService>('mot')
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop(getContainer(), api)
  })

  /** The bus speaks after the answer. What a step does not name is as it was. */
  const follow = () => {
    let all: Partial<Known> = {}
    return async (id: string, changed: Partial<Known>): Promise<void> => {
      all = { ...all, ...changed, moments: { ...all.moments, ...changed.moments } }
      await vi.waitFor(async () => expect(await known(watchedIn(getContainer()), id)).toEqual(all), {
        timeout: 10_000,
        interval: 100,
      })
      expect(await mot().inbox.failing()).toEqual([])
    }
  }
  const buyer = async (orderId: string): Promise<string> => (await shop.orderOf(orderId)).customer_id ?? ''
  const nothing: Known = {
    stage: 'prospect',
    moments: {},
    points: 0,
    promises: [],
    messages: [],
    promotions: [],
    review: [],
  }
  const bought: Known = {
    ...nothing,
    stage: 'first_time_customer',
    moments: {
      'fmot visit': 'stayed',
      'smot.purchase cart': 'order-placed',
      'amot order': 'waiting',
      'umot lapse': 'active',
    },
  }

  it('of a customer', async () => {
    const ada = await shop.register('ada@example.com')
    const { customerId: id } = ada
    const then = follow()
    await then(id, nothing)
    await shop.agree(ada)
    const cart = await shop.fillCart(ada, { mug: 2, tin: 1 })
    await then(id, { moments: { 'fmot visit': 'stayed', 'smot.purchase cart': 'open' } })
    const order = await shop.checkOut(ada, cart.id)
    await then(id, {
      stage: 'first_time_customer',
      moments: { 'smot.purchase cart': 'order-placed', 'amot order': 'waiting', 'umot lapse': 'active' },
      review: ['payment'],
    })
    await shop.capture(order.id)
    await then(id, { points: 57, review: ['fulfilment'] })
    await shop.redeem(ada, 'tenth')
    await then(id, { points: 7, promotions: ['loyalty.reward active'] })

    const one = await shop.fulfil(order.id, { mug: 2 })
    const two = await shop.fulfil(order.id, { tin: 1 })
    await shop.ship(order.id, one, { mug: 2 }, 'T1')
    await then(id, { messages: ['on-its-way'] })
    await shop.ship(order.id, two, { tin: 1 }, 'T2')
    await then(id, { review: ['delivery'] })
    await shop.deliver(order.id, one)
    await then(id, {})
    await shop.deliver(order.id, two)
    await then(id, {
      moments: { 'amot order': 'arrived', 'smot.experience order': 'trying', 'umot order': 'open' },
      promises: ['reviews.request message.send'],
      review: ['planned'],
    })
    await shop.refund(order.id, 5)
    await then(id, { points: 2, promises: [], review: ['refund-unclear'] })
    await shop.receiveReturn(await shop.requestReturn(order.id, { tin: 1 }))
    await then(id, { moments: { 'smot.experience order': 'returned' } })
  })

  it('of a guest, who is a customer to Medusa too', async () => {
    const grace = shop.guest('grace@example.com')
    const then = follow()
    const order = await shop.buy(grace, { mug: 1, tin: 2 })
    const id = await buyer(order.id)
    await then(id, {
      ...bought,
      review: ['no-consent'],
    })
    await shop.capture(order.id)
    await then(id, { points: 50 })
    const one = await shop.fulfil(order.id, { mug: 1, tin: 1 })
    const two = await shop.fulfil(order.id, { tin: 1 })
    await shop.ship(order.id, one, { mug: 1, tin: 1 }, 'T1')
    await then(id, { messages: ['on-its-way'] })
    await shop.ship(order.id, two, { tin: 1 }, 'T2')
    await shop.deliver(order.id, two)
    await shop.deliver(order.id, one)
    await then(id, { moments: { 'amot order': 'arrived', 'smot.experience order': 'trying', 'umot order': 'open' } })
    await shop.refund(order.id, 12.5)
    await then(id, { points: 37, review: ['refund-unclear'] })
    await shop.receiveReturn(await shop.requestReturn(order.id, { tin: 1 }))
    await then(id, { moments: { 'smot.experience order': 'returned' } })
    await shop.refund(order.id, 37.5)
    await then(id, { points: 0, review: ['refunded'] })
  })

  it('of an order that is canceled', async () => {
    const { id: orderId } = await shop.buy(shop.guest('edsger@example.com'), { tin: 1 })
    const id = await buyer(orderId)
    const then = follow()
    await then(id, { ...bought, review: ['no-consent'] })
    await shop.cancel(orderId)
    await then(id, { stage: 'prospect', moments: { 'amot order': 'canceled' }, review: ['canceled'] })
  })

  it('counts each event once, though the bus says everything again', async () => {
    const ada = await shop.register('donald@example.com')
    const cart = await shop.fillCart(ada, { mug: 1 })
    const { id } = await shop.checkOut(ada, cart.id)
    await shop.capture(id)
    // By hand, and by the bus alone: no sweep has found any of them.
    const told = [
      'cart.viewed',
      'checkout.started',
      'customer.updated',
      'order.paid',
      'order.placed',
      'order.updated', // its market
      'payment.entered',
      'points.recorded',
      'product.added',
    ]
    const watched = watchedIn(getContainer())
    await vi.waitFor(async () => expect(await eventsOf(watched, ada.customerId)).toEqual(told), { timeout: 10_000 })
    const before = await known(watched, ada.customerId)

    const bus = getContainer().resolve(Modules.EVENT_BUS)
    const said = (name: string, id: string) => ({ name, data: { id } })
    const words = [said('cart.updated', cart.id), said('order.placed', id), said('customer.created', ada.customerId)]
    const heard = vi.spyOn(mot(), 'hear')
    await bus.emit([...words, ...words])
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(6))
    await Promise.all(heard.mock.results.map(({ value }) => value))
    await mot().sweep() // and tells all that was heard
    expect(await eventsOf(watched, ada.customerId)).toEqual(told)
    expect(await known(watched, ada.customerId)).toEqual(before)
  })
})
