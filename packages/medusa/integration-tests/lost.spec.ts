// The bus says nothing for a while: the sweep finds all of it, and the journeys are those of a shop whose bus has worked.
import { ContainerRegistrationKeys, Modules } from '@medusajs/framework/utils'
import type { MotService } from '../src'
import { type PagedQuery, sourcesOf } from '../src/inbox/sources'
import { openShop, type Shop, type Shopper } from './shop'
import { deafen } from './support/deafen'
import { withShop } from './support/shop-app'
import { eventsOf, known, watchedIn } from './support/watching'

withShop(({ getContainer, api }) => {
  const mot = () => getContainer().resolve<MotService>('mot')
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop(getContainer(), api)
  })

  /** Bought, paid, shipped in two parcels, arrived, returned in part, refunded. */
  const journeyOf = async (who: Shopper, shipped = async (_customerId: string): Promise<unknown> => undefined) => {
    const cart = await shop.fillCart(who, { mug: 1, tin: 1 })
    await shop.setQuantity(who, cart.id, 'mug', 2)
    const { id } = await shop.checkOut(who, cart.id)
    await shop.capture(id)
    const one = await shop.fulfil(id, { mug: 2 })
    const two = await shop.fulfil(id, { tin: 1 })
    await shop.ship(id, one, { mug: 2 })
    await shop.ship(id, two, { tin: 1 })
    const customerId = (await shop.orderOf(id)).customer_id ?? ''
    await shipped(customerId)
    await shop.deliver(id, one)
    await shop.deliver(id, two)
    await shop.receiveReturn(await shop.requestReturn(id, { tin: 1 }))
    await shop.refund(id, 12.5)
    return customerId
  }
  /** What is told of that journey at its end: not what was seen, decided and booked on the way, which nobody can find later. */
  const told = [
    'checkout.started',
    'customer.updated',
    'order.paid',
    'order.placed',
    'order.refunded',
    'order.updated',
    'payment.entered',
    'product.added',
    'product.added',
    'return.received',
    'return.requested',
    'shipment.created',
    'shipment.created',
    'shipment.delivered',
    'shipment.delivered',
  ]
  const passing = ['cart.viewed', 'decision.settled', 'points.recorded']

  it('comes to the same journeys by the sweep alone', async () => {
    const watched = watchedIn(getContainer())
    const lasting = async (id: string) => (await eventsOf(watched, id)).filter((type) => !passing.includes(type))
    const journey = {
      stage: 'first_time_customer',
      moments: {
        'fmot visit': 'stayed',
        'smot.purchase cart': 'order-placed',
        'amot order': 'arrived',
        'smot.experience order': 'returned',
        'umot order': 'open',
        'umot lapse': 'active',
      },
      points: 45, // 57.50 less 12.50
      promises: [],
      messages: ['on-its-way'],
      promotions: [],
      review: ['refund-unclear'],
    }
    const heard = await journeyOf(shop.guest('ada@example.com'), (id) =>
      vi.waitFor(async () => expect((await known(watched, id)).messages).toEqual(journey.messages), {
        timeout: 15_000,
      }),
    )
    await vi.waitFor(async () => expect(await known(watched, heard)).toEqual(journey), { timeout: 15_000 })
    expect(await lasting(heard)).toEqual(told)

    // What has arrived is no longer said to be on its way.
    const swept = { ...journey, messages: [] }
    deafen(getContainer())
    const lost = await journeyOf(shop.guest('grace@example.com'))
    expect(await mot().engine.journey({ id: lost })).toMatchObject({ error: { code: 'CUSTOMER_UNKNOWN' } })
    await mot().sweep()
    expect(await mot().inbox.failing()).toEqual([])
    expect(await lasting(lost)).toEqual(told)
    await vi.waitFor(async () => expect(await known(watched, lost)).toEqual(swept), { timeout: 15_000 })
  })

  it('finds each step by a source of its own', async () => {
    deafen(getContainer())
    const query = getContainer().resolve<PagedQuery>(ContainerRegistrationKeys.QUERY)
    const found: Record<string, readonly string[]> = {}
    /** Notes which sources find what has changed meanwhile. */
    const step = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
      const since = new Date().toISOString()
      const answer = await run()
      const by = await Promise.all(
        sourcesOf(query).map(async ({ name, changedSince }) => {
          for await (const page of changedSince(since)) if (page.length > 0) return name
          return undefined
        }),
      )
      found[name] = by.filter((source) => source !== undefined)
      return answer
    }
    const ada = await step('registers', () => shop.register('ada@example.com'))
    await step('moves', () => shop.store(ada, 'customers/me/addresses', { country_code: 'fr', first_name: 'Ada' }))
    const { customer_group: group } = await shop.manage<{ customer_group: { id: string } }>('customer-groups', {
      name: 'VIP',
    })
    await step('joins a group', () => shop.manage(`customer-groups/${group.id}/customers`, { add: [ada.customerId] }))
    const cart = await shop.fillCart({ email: 'else@example.com' }, { mug: 2, tin: 2 })
    await step('takes over a cart', () => shop.store(ada, `carts/${cart.id}/customer`, {}))
    await step('wants more', () => shop.setQuantity(ada, cart.id, 'mug', 3))
    await step('wants none', () => shop.takeOut(ada, cart.id, 'tin'))
    await step('chooses the shipping', () => shop.chooseShipping(ada, cart.id))
    await step('chooses the payment', () => shop.choosePayment(ada, cart.id))
    const { id } = await step('orders', () => shop.placeOrder(ada, cart.id))
    await step('pays', () => shop.capture(id))
    const parcel = await step('is packed for', () => shop.fulfil(id, { mug: 3 }))
    await step('is sent a parcel', () => shop.manage(`fulfillments/${parcel}/shipment`, { labels: [] }))
    await step('gets it', () => shop.deliver(id, parcel))
    await step('is refunded', () => shop.refund(id, 5))
    const [payment] = await getContainer().resolve(Modules.PAYMENT).listPayments({})
    await step('is refunded by a plugin', () =>
      getContainer()
        .resolve(Modules.PAYMENT)
        .refundPayment({ payment_id: payment?.id ?? '', amount: 1 }),
    )
    const back = await step('wants to return', () => shop.requestReturn(id, { mug: 1 }))
    await step('returns', () => shop.receiveReturn(back))
    await step('complains', async () => {
      const { claim } = await shop.manage<{ claim: { id: string } }>('claims', { order_id: id, type: 'refund' })
      await shop.manage(`claims/${claim.id}/claim-items`, { items: await shop.linesOf(id, { mug: 1 }) })
      await shop.manage(`claims/${claim.id}/request`)
    })
    await step('moves on', () =>
      shop.manage(`orders/${id}`, { shipping_address: { city: 'Bonn', country_code: 'de' } }),
    )
    expect(found).toEqual({
      registers: ['customer'],
      moves: ['customer_address'],
      'joins a group': ['customer_group_customer'],
      'takes over a cart': ['cart'],
      'wants more': ['line_item'],
      'wants none': ['line_item'],
      'chooses the shipping': ['shipping_method'],
      'chooses the payment': ['payment_session'],
      orders: ['cart', 'payment_session', 'order'],
      pays: ['capture'],
      'is packed for': ['order', 'fulfillment'],
      'is sent a parcel': ['fulfillment'],
      'gets it': ['order', 'fulfillment'],
      'is refunded': ['order', 'refund'],
      'is refunded by a plugin': ['refund'],
      'wants to return': ['order'],
      returns: ['order'],
      complains: ['order'],
      'moves on': ['order'],
    })
    const alone = Object.values(found).flatMap((sources) => (sources.length === 1 ? sources : []))
    const others = sourcesOf(query).filter(({ name }) => name !== 'deletion') // of which deletions.spec.ts is
    expect([...new Set(alone)].sort()).toEqual(others.map(({ name }) => name).sort())
  })
})
