/** A story of a shop, told by webhooks, by reconciliation, or in parts by both: the journeys and the ledger are the same. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { loyalty } from '@motkit/loyalty'
import { reviews } from '@motkit/reviews'
import { createShopifyReconciliation, type Delivery, memoryCursors, readDelivery } from '@motkit/shopify'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { at, cartOf, checkoutOf, customerOf, type Deed, deeds, orderOf, SHOP } from './story.ts'
import { noSchema } from './support/local-admin.ts'
import { toldAdmin } from './support/told-admin.ts'
import { toldShop } from './support/told-shop.ts'

const ADA = 1
const BEFORE = at(-4)
const END = at(400)
const runs = Number(process.env.MOTKIT_RUNS ?? 60)
const lines = [
  { id: 1, product: 501, price: 20, quantity: 2 },
  { id: 2, product: 502, price: 30, quantity: 1 },
]
/** Of carts the Admin API does not know. */
const isCart = ({ topic }: Delivery): boolean => topic.startsWith('carts/') || topic.startsWith('checkouts/')

/** An engine that is told by whatever way. */
function app() {
  const clock = virtualClock(BEFORE)
  const club = loyalty({ earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1 } }] })
  const existingCustomer = { addressFromSale: true, ownSimilarGoods: true, toldAtSignUp: true }
  const mot = createMot({
    store: memoryStore(),
    clock: virtualClock(END),
    plugins: [club, reviews({ after: { days: 30 }, existingCustomer })],
    handlers: { 'message.send': async () => {} },
  })
  let shop = toldShop([])
  const reconciliation = createShopifyReconciliation({
    admin: toldAdmin(() => shop),
    mot,
    tenantOf: (domain) => domain,
    cursors: memoryCursors(),
    country: 'DE',
    clock,
  })
  return {
    async hear(deliveries: readonly Delivery[]): Promise<void> {
      for (const delivery of deliveries) {
        const reading = readDelivery(delivery, { country: 'DE' })
        if (!reading.ok) throw reading.error
        for (const answer of await mot.ingestMany(reading.value.events)) if (!answer.ok) throw answer.error
      }
    },
    /** At that time, in the shop of which these deliveries were sent. */
    async reconcile(now: string, deliveries: readonly Delivery[]) {
      clock.set(now)
      shop = toldShop(deliveries)
      const answer = await reconciliation.reconcile(SHOP)
      if (!answer.ok) throw answer.error
      expect(answer.value).toMatchObject({ refused: [], skipped: [], finished: true })
      return answer.value
    },
    /** But for what only the very first word on an order says: as it was before anything was done with it. */
    async known() {
      const journey = await mot.journey({ id: String(ADA) }, { tenant: SHOP })
      if (!journey.ok) throw journey.error
      const requests = await mot.reviews.upcoming({ order: '1001', tenant: SHOP })
      const { orders, carts, profile } = journey.value.slices
      const all = {
        points: club.balance(journey.value, END).available,
        orders: Object.values(orders.open).map((order) => ({ ...order, original: { ...order.original, lines: [] } })),
        carts: carts.open,
        profile,
        stage: journey.value.stage,
        requests: requests.ok ? requests.value : requests.error.code,
      }
      return JSON.parse(JSON.stringify(all).replaceAll(/(?<=order\.placed\/1001)\/(?:later\/)?[0-9a-f]{16}/g, ''))
    },
  }
}
/** Each deed ten hours after the one before. */
function storyOf(done: readonly Deed[]): readonly Delivery[] {
  const one = orderOf(1001, { customer: ADA, cart: 'c1', lines })
  return [
    customerOf(ADA),
    cartOf(-3, 'c1', 20),
    checkoutOf(-1, 'c1', ADA, 70),
    ...one.created(),
    ...done.flatMap((deed, i) => deeds[deed](one, 10 * (i + 1))),
  ]
}

describe.skipIf(noSchema)('a story', () => {
  test('of which every webhook was lost is brought in by reconciliation', async () => {
    const told = storyOf([
      'paid',
      'half shipped and arrived',
      'a piece refunded',
      'a return asked for',
      'a dispute lost',
    ])
    const [clean, lost] = [app(), app()]
    await clean.hear(told)
    await lost.hear(told.filter(isCart))
    await lost.reconcile(BEFORE, [])
    await lost.reconcile(END, told)
    expect(await lost.known()).toEqual(await clean.known())
    // 70 euros, less 20 that were given back, less 12 that the bank took: counted by hand.
    expect((await lost.known()).points).toBe(38)
    expect((await lost.reconcile(END, told)).news).toEqual({})
  })

  /** A shop closes no return that nobody asked for. */
  const isSo = (deed: Deed, i: number, done: readonly Deed[]): boolean =>
    deed !== 'a return closed' || done.slice(0, i).includes('a return asked for')
  const stories = fc.shuffledSubarray(Object.keys(deeds) as Deed[]).chain((all) => {
    const told = storyOf(all.filter(isSo))
    const places = told.map((_, i) => i)
    return fc.record({
      told: fc.constant(told),
      heard: fc.shuffledSubarray(places),
      // Moments at which it is reconciled, beside the end.
      looks: fc.subarray(places, { maxLength: 3 }),
    })
  })
  test('that is told in any part by webhooks, and else by reconciliation, ends the same', {
    timeout: 180_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(stories, async ({ told, heard, looks }) => {
        const [clean, mixed] = [app(), app()]
        await clean.hear(told)
        await mixed.reconcile(BEFORE, [])
        for (const look of looks) {
          const so = told.slice(0, look + 1)
          await mixed.reconcile(so.at(-1)?.triggeredAt ?? BEFORE, so)
        }
        await mixed.hear(told.filter(isCart))
        await mixed.hear(heard.flatMap((i) => told[i] ?? []))
        await mixed.reconcile(END, told)
        expect(await mixed.known()).toEqual(await clean.known())
      }),
      { numRuns: runs },
    )
  })
})
