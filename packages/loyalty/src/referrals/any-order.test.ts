/** Any order of arrival, repeats and wakes between: what becomes of a referral is what its facts come to, worked out another way. */
import { type Customer, createMot, memoryStore, virtualClock } from '@motkit/core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeAlias } from './codes.ts'
import { referrals } from './referrals.ts'
import { relayEvents } from './relay.ts'

const HOUR = 3_600_000
/** All facts are known, and no window has ended; all windows have ended. */
const TOLD = 104
const WINDOW_OVER = 100 + 8 * 24
const START = Date.parse('2026-03-01T00:00:00.000Z')
const at = (hours: number): string => new Date(START + hours * HOUR).toISOString()
const cookie = { anonymousId: 'cookie' }
const advocates = { AAAA: { id: 'ada' }, BBBB: { id: 'bob' } } as const
type Code = keyof typeof advocates
const secret = 'a secret of the shop'

interface Fact {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly customer: Customer
  readonly data: object
}
const hour = fc.integer({ min: 1, max: 97 })
const mostly = fc.nat(7).map((n) => n < 7)
const seldom = fc.nat(7).map((n) => n === 7)
const order = fc.record({
  orderId: fc.constantFrom('1', '2', '3'),
  placed: hour,
  total: fc.integer({ min: 2_000, max: 6_000 }),
  delivered: mostly,
  canceled: seldom,
  returned: seldom,
  refunds: fc.oneof(fc.constant<number[]>([]), fc.array(fc.integer({ min: 1, max: 2_000 }), { maxLength: 2 })),
})
const history = fc.record({
  visits: fc.uniqueArray(fc.record({ hour, code: fc.constantFrom('AAAA', 'AAAA', 'BBBB', 'nobody') }), {
    selector: ({ hour }) => hour,
    minLength: 1,
    maxLength: 3,
  }),
  orders: fc
    .uniqueArray(order, { selector: ({ placed }) => placed, minLength: 1, maxLength: 3 })
    .map((list) => [...new Map(list.map((one) => [one.orderId, one])).values()]),
  device: fc.record({
    friend: fc.constantFrom('x', 'x', 'y', undefined),
    AAAA: fc.constantFrom('x', 'x', 'z', undefined),
  }),
  /** Whether the facts of the friend come under her own id, linked to the cookie of her visits, or all under the cookie. */
  signsIn: fc.boolean(),
})
type History = typeof history extends fc.Arbitrary<infer T> ? T : never

function factsOf({ visits, orders, device, signsIn }: History): Fact[] {
  const friend: Customer = signsIn ? { id: 'bea' } : cookie
  const fact = (id: string, type: string, time: number, data: object, customer: Customer = friend): Fact => ({
    id,
    source: 'shop',
    type,
    time: at(time),
    customer,
    data,
  })
  const print = (name: string) => referrals({ secret }).fingerprints({ device: name })
  return [
    ...(Object.keys(advocates) as Code[]).map((code) =>
      fact(`code/${code}`, 'customer.identified', 0, { anonymousId: codeAlias(code) }, advocates[code]),
    ),
    ...visits.map(({ hour: time, code }) =>
      fact(`visit/${time}`, 'visit.started', time, { sessionId: `${time}`, referredBy: code }, cookie),
    ),
    ...orders.flatMap(({ orderId, placed, total, delivered, canceled, returned, refunds }) => [
      fact(`${orderId}/placed`, 'order.placed', placed, { orderId, total: { amount: total, currency: 'EUR' } }),
      ...(delivered ? [fact(`${orderId}/delivered`, 'shipment.delivered', 100, { orderId })] : []),
      ...(canceled ? [fact(`${orderId}/canceled`, 'order.canceled', 101, { orderId })] : []),
      ...(returned ? [fact(`${orderId}/returned`, 'return.received', 102, { orderId, returnId: 't' })] : []),
      ...refunds.map((amount, i) =>
        fact(`${orderId}/refund/${i}`, 'order.refunded', 103, {
          orderId,
          refundId: `${i}`,
          amount: { amount, currency: 'EUR' },
        }),
      ),
    ]),
    ...(signsIn ? [fact('login', 'customer.identified', 98, { anonymousId: 'cookie' })] : []),
    ...(device.friend ? [fact('print/friend', 'fingerprints.taken', 50, print(device.friend))] : []),
    ...(device.AAAA ? [fact('print/ada', 'fingerprints.taken', 50, print(device.AAAA), advocates.AAAA)] : []),
  ]
}
/** What it comes to, out of the whole list: whose code it was, and whether it is approved, held, or nothing. */
function expected({ visits, orders, device }: History): string {
  const byTime = [...orders].sort((a, b) => a.placed - b.placed)
  const visit = [...visits].sort((a, b) => a.hour - b.hour)[0]
  const one = visit && byTime.find(({ placed }) => placed >= visit.hour)
  if (!visit || !one || visit.code === 'nobody' || !one.delivered || one.canceled || one.returned) return 'nothing'
  if (one.total - one.refunds.reduce((sum, amount) => sum + amount, 0) < 3_000) return 'nothing'
  const advocate = advocates[visit.code as Code].id
  const isSame = device.friend !== undefined && visit.code === 'AAAA' && device.friend === device.AAAA
  return `${advocate} ${isSame || one !== byTime[0] ? 'held' : 'approved'}`
}

const runs = history.chain((told) => {
  const set = factsOf(told)
  return fc.record({
    told: fc.constant(told),
    arrivals: fc
      .tuple(fc.shuffledSubarray(set, { minLength: set.length }), fc.array(fc.nat(), { maxLength: 4 }))
      .map(([all, again]) => [...all, ...again.flatMap((n) => all[n % all.length] ?? [])]),
    wakes: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
    batches: fc.boolean(),
  })
})
type Run = typeof runs extends fc.Arbitrary<infer T> ? T : never

async function play({ arrivals, wakes, batches }: Run, begin: number) {
  const clock = virtualClock(at(begin))
  const rewards: string[] = []
  const friends = referrals({
    secret,
    minimum: { EUR: 3_000 },
    // Shorter than the return window of core, whose end would have the order looked at anyway.
    pending: { days: 7 },
    rewards: { advocate: { reward: 'advocate' }, friend: { reward: 'friend' } },
  })
  const mot = createMot({
    store: memoryStore(),
    clock,
    plugins: [friends],
    handlers: {
      'referral.relay': async (action, context) => {
        await relayEvents(mot, action, context)
      },
      'referral.review': 'none',
      'referral.take-back': 'none',
      'reward.give': async ({ data }) => rewards.push(data.reward),
    },
  })
  const take = async (facts: readonly Fact[]) => {
    for (const answer of await mot.ingestMany(facts)) if (!answer.ok) throw answer.error
  }
  if (batches) await take(arrivals)
  else
    for (const [i, fact] of arrivals.entries()) {
      await take([fact])
      if (wakes[i]) await mot.catchUp()
    }
  clock.set(at(WINDOW_OVER))
  await mot.catchUp()
  const found: string[] = []
  for (const customer of Object.values(advocates)) {
    const kept = await mot.export(customer)
    const types = kept.ok ? kept.value.events.map(({ type }) => type) : []
    for (const what of ['held', 'approved']) {
      const times = types.filter((type) => type === `referral.${what}`).length
      if (times > 0) found.push(`${customer.id} ${what}${times > 1 ? ` ${times} times` : ''}`)
    }
  }
  return { found: found.join(', ') || 'nothing', rewards: rewards.sort() }
}

test('any order: a referral is approved, held or nothing by its facts alone', async () => {
  const seen: Record<string, number> = {
    nothing: 0,
    'ada approved': 0,
    'ada held': 0,
    'bob approved': 0,
    'bob held': 0,
  }
  await fc.assert(
    fc.asyncProperty(runs, async (run) => {
      const comes = expected(run.told)
      const { found, rewards } = await play(run, TOLD)
      expect(found).toBe(comes)
      expect(rewards).toEqual(comes.endsWith('approved') ? ['advocate', 'friend'] : [])
      seen[comes] = (seen[comes] ?? 0) + 1
    }),
    { numRuns: 400 },
  )
  // A run that never gets there shows nothing.
  expect(Object.entries(seen).filter(([, n]) => n < 3)).toEqual([])
}, 60_000)

test('facts that come after the report bring no second referral, and nobody a second reward', async () => {
  await fc.assert(
    fc.asyncProperty(runs, async (run) => {
      const { found, rewards } = await play(run, WINDOW_OVER)
      expect(found.split(', ')).toHaveLength(1)
      expect(found).not.toMatch(/times/)
      expect(rewards).toEqual(found.endsWith('approved') ? ['advocate', 'friend'] : [])
    }),
    { numRuns: 400 },
  )
}, 60_000)
