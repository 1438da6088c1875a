// Retention: what is forgotten leaves totals, points and open promises as they were, also for a later merge.
import { createMot, memoryStore, type Store, virtualClock } from '@motkit/core'
import { loyalty, pointsBalance } from '@motkit/loyalty'
import { pgliteStore } from '@motkit/postgres'
import { reviews } from '@motkit/reviews'
import { describe, expect, test } from 'vitest'

const known = { addressFromSale: true, ownSimilarGoods: true, toldAtSignUp: true }
const END = '2027-06-01T00:00:00.000Z'
async function openShop(store: Store, events: readonly unknown[]) {
  const clock = virtualClock(END)
  const mot = createMot({
    store,
    clock,
    plugins: [loyalty(), reviews({ requires: [], existingCustomer: known })],
    handlers: { 'message.send': async () => undefined },
  })
  for (const answer of await mot.ingestMany(events, { backfill: true })) if (!answer.ok) throw answer.error
  return { mot }
}
type Shop = Awaited<ReturnType<typeof openShop>>

const order = (id: string, day: string, customer: object): object[] => {
  const about = { source: 'shop', customer }
  const total = { amount: 5_000, currency: 'EUR' }
  return [
    {
      ...about,
      id: `${id}-1`,
      type: 'order.placed',
      time: `${day}T10:00:00Z`,
      data: { orderId: id, total, lines: [] },
    },
    { ...about, id: `${id}-2`, type: 'order.paid', time: `${day}T10:01:00Z`, data: { orderId: id } },
    { ...about, id: `${id}-3`, type: 'shipment.delivered', time: `${day}T20:00:00Z`, data: { orderId: id } },
  ]
}
const refund = (id: string, time: string): object => ({
  id: `${id}-refund`,
  source: 'shop',
  customer: { id: 'ada' },
  type: 'order.refunded',
  time,
  data: { orderId: id, refundId: '1', amount: { amount: 2_000, currency: 'EUR' } },
})
const ada = [...order('old', '2024-02-01', { id: 'ada' }), ...order('new', '2027-05-01', { id: 'ada' })]
const balance = async ({ mot }: Shop, id: string): Promise<number> => {
  const journey = await mot.journey({ id })
  if (!journey.ok) throw journey.error
  return pointsBalance(journey.value.slices.points)
}
const idsOf = async ({ mot }: Shop, id: string): Promise<readonly string[]> => {
  const kept = await mot.export({ id })
  return kept.ok
    ? kept.value.events
        .filter(({ source }) => source === 'shop')
        .map((event) => event.id)
        .sort()
    : []
}

describe.each([
  ['memory', () => memoryStore()],
  ['PGlite', () => pgliteStore()],
] as const)('%s', (_, makeStore) => {
  test('closed orders go as a whole, and their points stay', async () => {
    const shop = await openShop(makeStore(), ada)
    expect(await balance(shop, 'ada')).toBe(100)
    expect(await shop.mot.prune({ olderThan: { days: 730 } })).toEqual({
      ok: true,
      value: { events: 4, actions: 0, customers: 0 },
    })
    expect(await idsOf(shop, 'ada')).toEqual(['new-1', 'new-2', 'new-3'])
    expect(await balance(shop, 'ada')).toBe(100)
    expect(await shop.mot.prune({ olderThan: { days: 730 } })).toEqual({
      ok: true,
      value: { events: 0, actions: 0, customers: 0 },
    })
    await shop.mot.close()
  })

  test('a refund of an order that is kept is still taken back, of one that is forgotten it stands by itself', async () => {
    const shop = await openShop(makeStore(), ada)
    await shop.mot.prune({ olderThan: { days: 730 } })
    await shop.mot.ingestMany([refund('new', '2027-05-20T00:00:00Z')])
    expect(await balance(shop, 'ada')).toBe(80)
    await shop.mot.ingestMany([refund('old', '2027-05-20T00:00:00Z')])
    expect(await balance(shop, 'ada')).toBe(80)
    await shop.mot.close()
  })

  test('who becomes part of another brings what was forgotten along', async () => {
    const shop = await openShop(makeStore(), [
      ...ada,
      ...order('bob', '2024-03-01', { id: 'bob' }),
      ...order('later', '2027-05-10', { id: 'bob' }),
    ])
    await shop.mot.prune({ olderThan: { days: 730 } })
    const merged = {
      id: 'm',
      source: 'shop',
      type: 'customer.merged',
      time: '2027-05-30T00:00:00Z',
      customer: { id: 'ada' },
    }
    const [answer] = await shop.mot.ingestMany([{ ...merged, data: { mergedId: 'bob' } }])
    expect(answer?.ok).toBe(true)
    expect(await balance(shop, 'ada')).toBe(200)
    await shop.mot.close()
  })

  test('an order that has not arrived is kept, and so is what the customer said', async () => {
    const consent = {
      id: 'c',
      source: 'shop',
      type: 'consent.given',
      time: '2027-01-05T00:00:00Z',
      customer: { id: 'ada' },
    }
    const [placed] = order('lost', '2027-04-01', { id: 'ada' })
    const shop = await openShop(makeStore(), [placed, { ...consent, data: { purpose: 'marketing', channel: 'email' } }])
    const pruned = await shop.mot.prune({ olderThan: { days: 30 } })
    expect(pruned).toMatchObject({ ok: true, value: { events: 0 } })
    expect(await idsOf(shop, 'ada')).toEqual(['c', 'lost-1'])
    await shop.mot.close()
  })

  test('an anonymous visitor who was long not seen goes altogether, one who was seen lately stays', async () => {
    const visit = (anonymousId: string, time: string) => ({
      id: anonymousId,
      source: 'shop',
      type: 'page.viewed',
      time,
      customer: { anonymousId },
      data: { sessionId: anonymousId, path: '/' },
    })
    const shop = await openShop(makeStore(), [visit('a', '2024-02-01T00:00:00Z'), visit('b', '2027-05-01T00:00:00Z')])
    const pruned = await shop.mot.prune({ olderThan: { days: 365 } })
    expect(pruned).toMatchObject({ ok: true, value: { events: 1, customers: 1 } })
    expect((await shop.mot.journey({ anonymousId: 'a' })).ok).toBe(false)
    expect((await shop.mot.journey({ anonymousId: 'b' })).ok).toBe(true)
    await shop.mot.close()
  })
})

test('a span that is none is refused', async () => {
  const { mot } = await openShop(memoryStore(), [])
  expect(await mot.prune({ olderThan: { days: 0 } })).toMatchObject({ ok: false, error: { code: 'INPUT_INVALID' } })
})
