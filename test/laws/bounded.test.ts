/** Law 8: a journey's size does not grow with its customer's age. */
import { type AnyPlugin, defineKeyedSlice, definePlugin, events } from '@motkit/core'
import { expect, it } from 'vitest'
import { at, type Fact, known } from './facts.ts'
import { openShop, plugins } from './shop.ts'

/** One order a month, with visits, a cart, a parcel, a refund now and then, a review and a question. */
function month(n: number): Fact[] {
  const day = n * 30
  const money = (amount: number) => ({ amount, currency: 'EUR' })
  const fact = (name: string, type: string, after: number, data: Record<string, unknown>): Fact => ({
    id: `${n}/${name}`,
    source: 'shop',
    type,
    time: at(day + after),
    customer: known,
    data,
  })
  return [
    fact('visit', 'visit.started', 0, { sessionId: `s${n}`, source: 'ad' }),
    fact('view', 'product.viewed', 0.001, { sessionId: `s${n}`, productId: 'p' }),
    fact('add', 'product.added', 0.002, { sessionId: `s${n}`, productId: 'p', cartId: `k${n}` }),
    fact('placed', 'order.placed', 0.003, {
      orderId: `o${n}`,
      total: money(5_000),
      cartId: `k${n}`,
      promisedAt: at(day + 5),
      products: [{ productId: 'p', price: money(5_000), quantity: 1 }],
    }),
    fact('created', 'shipment.created', 1, { orderId: `o${n}`, shipmentId: 'x' }),
    fact('delivered', 'shipment.delivered', 3, { orderId: `o${n}`, shipmentId: 'x' }),
    fact('silent', 'page.viewed', 4, {}),
    fact('silent2', 'products.searched', 4.01, { query: 'q' }),
    ...(n % 3 === 0
      ? [fact('refund', 'order.refunded', 6, { orderId: `o${n}`, refundId: `r${n}`, amount: money(1_000) })]
      : []),
    fact('review', 'review.submitted', 12, { reviewId: `v${n}`, orderId: `o${n}`, productId: 'p', rating: 4 }),
    fact('case', 'case.opened', 13, { caseId: `q${n}` }),
    fact('solved', 'case.resolved', 13.5, { caseId: `q${n}`, satisfaction: 5 }),
  ]
}
/** Characters of the journey after so many months, in the customer's own time. */
async function sizeAfter(months: readonly number[], list: readonly AnyPlugin[]): Promise<number[]> {
  const shop = openShop({ plugins: list })
  const sizes: number[] = []
  for (let n = 0; n <= Math.max(...months); n++) {
    for (const fact of month(n)) {
      shop.clock.set(fact.time)
      await shop.mot.catchUp()
      await shop.mot.ingestMany([fact])
    }
    if (months.includes(n)) sizes.push(JSON.stringify((await shop.store.export('default', 'id:c1')).journey).length)
  }
  return sizes
}

it('bounded: after ten years the journey is as large as after three', async () => {
  const [three, ten] = (await sizeAfter([36, 120], plugins)) as [number, number]
  expect(ten).toBeLessThan(three * 1.05)
  expect(three).toBeLessThan(20_000)
})

it('the test catches a slice whose entries never close', async () => {
  const hoard = defineKeyedSlice({
    name: 'hoard',
    per: ['order'],
    initial: { at: '' },
    on: [events.orderPlaced],
    fold: { 'order.placed': (_, { time }) => ({ at: time }) },
    closes: () => false,
    share: () => ({}),
  })
  const [three, ten] = (await sizeAfter([36, 120], [...plugins, definePlugin({ id: 'hoard', slices: [hoard] })])) as [
    number,
    number,
  ]
  expect(ten).toBeGreaterThan(three * 1.05)
})

it('a late refund finds its order ten years on, from the order’s own events', async () => {
  const shop = openShop()
  const facts = month(0).filter(({ type }) => type !== 'order.refunded')
  for (const fact of facts) {
    shop.clock.set(fact.time)
    await shop.mot.ingestMany([fact])
  }
  shop.clock.set(at(3_650))
  await shop.mot.catchUp()
  const refund = {
    id: 'late',
    source: 'shop',
    type: 'order.refunded',
    time: at(3_650),
    customer: known,
    data: { orderId: 'o0', refundId: 'late', amount: { amount: 5_000, currency: 'EUR' } },
  }
  await shop.mot.ingestMany([refund])
  const { events: kept } = await shop.store.export('default', 'id:c1')
  const points = kept
    .filter(({ type }) => type === 'points.recorded')
    .map(({ data }) => (data as { points: number }).points)
  expect(points).toEqual([50, -50])
})
