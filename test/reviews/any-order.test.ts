/** Any order of arrival, late and twice: what is asked is held, when it goes out, against the facts told so far. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { type ReviewsOptions, requestOf, reviews, type Upcoming } from '@motkit/reviews'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { at, days, type Fact, history } from './facts.ts'
import { known } from './shop.ts'
import { customerOf, type Message, orderOf, type Rules, wrongWith } from './witness.ts'

/** All that is told is told, and all is over but orders are still open. */
const END = days(110)
const maybe = <T>(what: T) => fc.constantFrom<(T | undefined)[]>(undefined, what)
const rulesOf = fc.record({
  person: fc.constantFrom({ most: 1, days: 30 }, { most: 1, days: 10 }, { most: 2, days: 14 }, { most: 3, days: 30 }),
  product: fc.constantFrom({ days: 10 }, { days: 365 }, { days: 365 }),
  after: fc.constantFrom<number[]>(3, 7),
  fallback: maybe<number>(12),
  hour: maybe('09:00'),
  notOn: fc.constantFrom<('saturday' | 'sunday' | 'tuesday')[]>([], ['saturday', 'sunday'], ['tuesday']),
  channels: fc.constantFrom<Rules['channels'][number][]>(['email'], ['email'], ['email', 'sms'], ['sms', 'email']),
  isKnown: fc.constantFrom(true, true, true, false),
  reminders: fc.constantFrom<number[]>([], [5], [3, 4]),
  grouping: fc.constantFrom<('order' | 'product')[]>('order', 'product'),
  most: fc.constantFrom(1, 2, 7),
  giveUpAfter: fc.constantFrom({ days: 60 }, { days: 12 }),
  hasService: fc.boolean(),
})
type Setup = typeof rulesOf extends fc.Arbitrary<infer T> ? T : never
const optionsOf = ({ person, product, fallback, hour, ...rules }: Setup): ReviewsOptions => ({
  person,
  product,
  after: { days: rules.after },
  ...(fallback && { fallback: { after: 'fulfilled', days: fallback } }),
  ...(hour && { hour }),
  notOn: rules.notOn,
  channels: rules.channels,
  existingCustomer: rules.isKnown ? known : {},
  reminders: rules.reminders.map((days) => ({ days })),
  grouping: rules.grouping,
  items: { most: rules.most },
  giveUpAfter: rules.giveUpAfter,
  exclude: { products: ['pot'], tags: ['sample', 'wholesale'], customers: ['*@blocked.example'] },
  asks: { products: {}, ...(rules.hasService && { service: { about: 'service', destination: 'trustpilot' } }) },
})

function open(setup: Setup, more: ReviewsOptions = {}) {
  const clock = virtualClock(at(0))
  const now = () => new Date(clock.now()).toISOString()
  const sent: Message[] = []
  const told: Fact[] = []
  const wrong: string[] = []
  const mot = createMot({
    store: memoryStore(),
    clock,
    plugins: [reviews({ ...optionsOf(setup), ...more })],
    handlers: {
      'message.send': async ({ data, customer }) => {
        const request = requestOf(data)
        if (!request || !('id' in customer)) throw new Error('no request')
        const message = { ...request, at: now(), customer: customer.id, channel: data.channel }
        for (const one of wrongWith(message, told, sent, setup)) wrong.push(`${one}: ${JSON.stringify(message)}`)
        sent.push(message)
      },
    },
  })
  let next: string | undefined
  const shop = {
    sent,
    wrong,
    told,
    async tellAll(facts: readonly Fact[]) {
      for (const fact of facts) {
        await shop.until(fact.told)
        await shop.tell(fact)
      }
    },
    async until(time: number) {
      for (; next !== undefined && next <= at(time); next = (await mot.catchUp()).next) clock.set(next)
      clock.set(at(time))
      next = (await mot.catchUp()).next
    },
    async tell({ type, time, customer, data }: Fact, source = 'shop') {
      const event = { id: `${type} ${time}`, source, type, time: at(time), customer: { id: customer }, data }
      told.push({ type, time, told: time, customer, data })
      const [answer] = await mot.ingestMany([event])
      if (!answer?.ok) throw answer?.error
      next = (await mot.catchUp()).next
    },
    async upcoming(): Promise<readonly (Upcoming & { readonly customer: string })[]> {
      const all: (Upcoming & { readonly customer: string })[] = []
      for (const id of new Set(told.map(({ customer }) => customer))) {
        const answer = await mot.reviews.upcoming({ customer: { id } })
        if (!answer.ok) throw answer.error
        all.push(...answer.value.map((one) => ({ ...one, customer: id })))
      }
      return all
    },
    close: () => mot.close(),
  }
  return shop
}

/** Every reason there is, and when it is one. */
type Said = Upcoming & { readonly customer: string }
interface Known {
  readonly person: ReturnType<typeof customerOf>
  readonly order: ReturnType<typeof orderOf>
  readonly asked: readonly Pick<Message, 'products'>[]
  readonly setup: Setup
}
const reasons: Readonly<Record<string, (known: Known, said: Said) => boolean>> = {
  'customer-excluded': ({ person }) => person.email.endsWith('@blocked.example'),
  'tag-excluded': ({ person, order }) => order.tags.includes('sample') || person.tags.includes('wholesale'),
  canceled: ({ order }) => order.wasCanceled,
  refunded: ({ order }) => order.isRefunded,
  'refund-unclear': ({ order }) => order.isUnclear,
  returned: ({ order }) => order.isNothingKept,
  'not-kept': ({ order }) => order.lines.some(({ productId }) => !order.isKept(productId)),
  objected: ({ person, setup }) => setup.channels.some((channel) => person.hasWord(channel)),
  'no-consent': ({ person, setup }) => !setup.channels.some((channel) => person.mayBeAsked(channel)),
  'case-open': ({ person }) => person.hasOpenCase,
  payment: ({ order }) => !order.isPaid,
  fulfilment: ({ order }) => order.whole.some((product) => order.coming(product).length === 0),
  delivery: ({ order }) => order.parcels.some(({ arrived }) => arrived === undefined),
  replacement: ({ order }) => order.parcels.some(({ isGone }) => isGone),
  reviewed: ({ order }, { products }) =>
    products
      ? order.lines.some(({ productId }) => order.isProductReviewed(productId))
      : order.isReviewed || order.isShopReviewed,
  excluded: ({ order }) => order.lines.some(({ productId }) => productId === 'pot'),
  'asked-recently': ({ asked, order }) =>
    asked.some(({ products = [] }) => order.lines.some(({ productId }) => products.includes(productId))),
  'not-chosen': ({ setup, order }) => setup.most < 3 || order.wasChanged,
  'person-asked-recently': ({ asked }) => asked.length > 0,
  'too-late': () => true,
}
const met = new Map<string, number>()
const count = (what: string) => met.set(what, (met.get(what) ?? 0) + 1)

/** Every order that is known has an entry for every ask, and every entry that was not sent says truly why, or when. */
async function explains(shop: ReturnType<typeof open>, setup: Setup): Promise<void> {
  const entries = await shop.upcoming()
  for (const { customer, data } of shop.told.filter(({ type }) => type === 'order.placed'))
    for (const ask of setup.hasService ? ['products', 'service'] : ['products']) {
      const own = entries.filter((one) => one.orderId === data.orderId && one.ask === ask)
      expect(
        own.some(({ reminder }) => reminder === undefined),
        `${ask} of ${data.orderId}`,
      ).toBe(true)
      const facts = shop.told.filter((fact) => fact.customer === customer)
      const sent = shop.sent.filter((one) => one.customer === customer)
      // What is planned keeps others waiting as well.
      const asked = [...sent, ...entries.filter((one) => one.status === 'planned' && one.customer === customer)]
      const known = { person: customerOf(facts, setup), order: orderOf(data.orderId, facts), asked, setup }
      for (const entry of own) {
        const { status, reason, left = [] } = entry
        const isSent = sent.some((one) => one.at === entry.at && one.orderId === data.orderId && one.ask === ask)
        expect(isSent, JSON.stringify(entry)).toBe(status === 'sent')
        if (status === 'planned') expect(entry.at).toBeDefined()
        if (reason) expect(reasons[reason]?.(known, entry), JSON.stringify(entry)).toBe(true)
        else expect(['sent', 'planned']).toContain(status)
        for (const said of [reason ?? status, ...left.map((one) => one.reason)]) count(said)
        for (const one of left) expect(reasons[one.reason]?.(known, entry), JSON.stringify(one)).toBe(true)
      }
    }
}

test('whatever goes out may go out, and whatever does not has a reason', async () => {
  await fc.assert(
    fc.asyncProperty(history, rulesOf, fc.nat({ max: 60 }), async (facts, setup, look) => {
      const shop = open(setup)
      const [early, late] = [
        facts.filter(({ told }) => told <= days(look)),
        facts.filter(({ told }) => told > days(look)),
      ]
      await shop.tellAll(early)
      await shop.until(days(look))
      await explains(shop, setup)
      await shop.tellAll(late)
      await shop.until(END)
      await explains(shop, setup)
      expect(shop.wrong).toEqual([])
      for (const { reminder } of shop.sent) count(reminder ? 'reminder' : 'request')
      await shop.close()
    }),
    { numRuns: 500 },
  )
  // Each was met: what never happens shows nothing.
  expect([...Object.keys(reasons), 'request', 'reminder', 'planned', 'sent'].filter((one) => !met.has(one))).toEqual([])
}, 120_000)

/** By what they are about: the order in which orders are told of is not theirs. */
const sorted = (entries: readonly Said[]) => entries.map((one) => JSON.stringify(one)).sort()
test('the same facts in any order, at one instant, come to the same plan', async () => {
  const shuffled = history.chain((facts) =>
    fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts], { minLength: facts.length })),
  )
  await fc.assert(
    fc.asyncProperty(shuffled, rulesOf, async (orders, setup) => {
      const plans = []
      for (const facts of orders) {
        // Longer than all that happens: nothing is due yet.
        const shop = open({ ...setup, after: 90, ...(setup.fallback && { fallback: 90 }) })
        await shop.until(days(65))
        for (const fact of facts) await shop.tell(fact)
        plans.push(sorted(await shop.upcoming()))
        expect(shop.sent).toEqual([])
        await shop.close()
      }
      expect(plans[1]).toEqual(plans[0])
    }),
    { numRuns: 400 },
  )
}, 120_000)

test('what is told twice is of no account the second time', async () => {
  const again = fc.array(fc.record({ after: fc.nat({ max: days(5) }), source: fc.constantFrom('shop', 'copy') }), {
    minLength: 90,
    maxLength: 90,
  })
  await fc.assert(
    fc.asyncProperty(history, rulesOf, again, async (facts, rules, copies) => {
      // Without an hour, what is late on an excluded day is put off from when it was last looked at.
      const setup = rules.notOn.length > 0 ? { ...rules, hour: '09:00' } : rules
      const second = facts.map((fact, i) => {
        const { after = 0, source = 'shop' } = copies[i] ?? {}
        return { fact: { ...fact, told: fact.told + after }, source }
      })
      const both = [...facts.map((fact) => ({ fact, source: 'shop' })), ...second].sort(
        (a, b) => a.fact.told - b.fact.told,
      )
      const ends = []
      for (const telling of [facts.map((fact) => ({ fact, source: 'shop' })), both]) {
        const shop = open(setup)
        for (const { fact, source } of telling) {
          await shop.until(fact.told)
          await shop.tell(fact, source)
        }
        await shop.until(END)
        ends.push({ sent: shop.sent, upcoming: sorted(await shop.upcoming()) })
        await shop.close()
      }
      expect(ends[1]).toEqual(ends[0])
    }),
    { numRuns: 200 },
  )
}, 120_000)
