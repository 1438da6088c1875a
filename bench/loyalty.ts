/** loyalty.*: what a quote costs against the same sums by hand, and what a customer's age adds to an earn and to a balance. */
import { deepStrictEqual } from 'node:assert/strict'
import { createMot, memoryStore, virtualClock } from '../packages/core/src/index.ts'
import { type Cart, loyalty } from '../packages/loyalty/src/index.ts'
import { clubCarts, clubRules, NOW, programmeOf } from './club.ts'
import { openClub } from './club-history.ts'
import { createHandQuote, type HandQuote } from './hand-quote.ts'
import { type Bench, duel, relay } from './harness.ts'

const CARTS = 500
const byRule = ({ points, grants }: HandQuote) => [
  points,
  Object.fromEntries(grants.map((one) => [one.rule, one.points])),
]

export const loyaltyQuote: Bench = {
  name: 'loyalty.quote',
  against: 'the same sums by hand',
  goal: 0.4,
  unit: 'carts/s',
  async run(rounds) {
    const [rules, carts] = [clubRules(), clubCarts(CARTS)]
    const club = loyalty(programmeOf(rules))
    const mot = createMot({ store: memoryStore(), clock: virtualClock(NOW), plugins: [club] })
    const data = { orderId: '1', total: { amount: 5_000, currency: 'EUR' } }
    await mot.ingestMany([{ id: '1', source: 'shop', type: 'order.placed', time: NOW, customer: { id: 'ada' }, data }])
    const known = await mot.journey({ id: 'ada' })
    if (!known.ok) throw known.error
    const journey = known.value
    const byHand = createHandQuote(rules)
    // Every other cart is of a customer who has ordered before.
    const ours = (cart: Cart, i: number) => club.quote(cart, i % 2 === 0 ? { now: NOW } : { now: NOW, journey })
    const theirs = (cart: Cart, i: number) => byHand(cart, NOW, i % 2 === 0)
    deepStrictEqual(carts.map(ours).map(byRule), carts.map(theirs).map(byRule))
    const sum = (quote: (cart: Cart, i: number) => { readonly points: number }) => () => {
      let points = 0
      for (let i = 0; i < CARTS; i++) points += quote(carts[i] as Cart, i).points
      return points
    }
    const figure = await duel({ size: CARTS, ours: sum(ours), theirs: sum(theirs) }, rounds)
    const grants = carts.reduce((sum, cart) => sum + byHand(cart, NOW, true).grants.length, 0)
    return { ...figure, note: `${Math.round(grants / CARTS)} of ${rules.length} rules give points` }
  },
}

const FEW = 10
const MANY = 10_000
/** Orders of a leg: they stay open within it, for both sides alike, and are closed before the next one. */
const EARNS = 20
const LEGS_A_ROUND = 2
const READS = 200
/** Two clubs with a customer each: of a few facts, and of many. */
async function grown(id: string) {
  const [few, many] = [openClub(), openClub()]
  await few.grow(id, FEW)
  await many.grow(id, MANY)
  return { few, many, note: `${few.told.facts} facts against ${many.told.facts}` }
}
type Club = ReturnType<typeof openClub>
const growth = { against: 'a customer of 10 facts instead of 10,000', goal: 1.5, bound: 'most' } as const

export const loyaltyGrowthEarn: Bench = {
  name: 'loyalty.growth.earn',
  ...growth,
  unit: 'µs an order',
  byDefault: false,
  async run(rounds) {
    const { few, many, note } = await grown('0')
    /** The customers of the legs: a new one of few facts for each, and the same one of many, when all it had open is closed. */
    const turn = { ours: 0, theirs: 0 }
    const earn = (club: Club, customer: () => string) => async (leg: number) => {
      const before = club.told.points
      for (let i = 0; i < EARNS; i++) await club.order(customer(), `leg ${leg}, ${i}`)
      return club.told.points - before
    }
    // The ratio is that of times: theirs over ours.
    const { ratio, value } = await relay({
      legs: Array.from({ length: 1 + rounds * LEGS_A_ROUND }, (_, leg) => () => leg),
      ours: earn(few, () => String(turn.ours)),
      theirs: earn(many, () => '0'),
      async ready(side) {
        turn[side] += 1
        await (side === 'ours' ? few.grow(String(turn.ours), FEW) : many.rest('0'))
      },
      size: EARNS,
    })
    return { ratio, value: (ratio / value) * 1e6, note }
  },
}
export const loyaltyGrowthBalance: Bench = {
  name: 'loyalty.growth.balance',
  ...growth,
  unit: 'µs a balance',
  byDefault: false,
  async run(rounds) {
    const { few, many, note } = await grown('0')
    const read = (club: Club) => async () => {
      let sum = 0
      for (let i = 0; i < READS; i++) sum += (await club.balance('0')).available
      return sum
    }
    // The ratio is that of times: theirs over ours. Both have as much left.
    const { ratio, value } = await duel({ size: READS, ours: read(few), theirs: read(many) }, rounds)
    return { ratio, value: (ratio / value) * 1e6, note }
  },
}
