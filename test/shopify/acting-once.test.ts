/** Store credit is given once and taken back once, whatever goes wrong: each movement is made, or parked and named. */
import { bucket, virtualClock } from '@motkit/core'
import { memoryIntents } from '@motkit/shopify'
import { type FaultPlan, type FaultRates, type LocalShop, seededFaults } from '@motkit/shopify/testing'
import { describe, expect, test } from 'vitest'
import { clientOf, euros, movementsOf, numberOf, redeemed } from './support/acting.ts'
import { type Delivered, deliver, type Setting } from './support/delivering.ts'
import { noSchema, startLocalAdmin, TOKEN } from './support/local-admin.ts'

const RUNS = Number(process.env.MOTKIT_RUNS ?? 150)
const AMOUNTS = [500, 1_000]
const NAMED = ['SHOPIFY_OUTCOME_UNKNOWN', 'SHOPIFY_REFUSED', 'SHOPIFY_BUSY', 'SHOPIFY_UNREACHABLE', 'SHOPIFY_THROTTLED']
const UNKNOWN = { code: 'SHOPIFY_OUTCOME_UNKNOWN', retryable: false }

const ratesOf = (chance: () => number, twice: boolean): FaultRates => ({
  throttled: chance() * 0.1,
  'too-many-requests': chance() * 0.05,
  'server-error': chance() * 0.1,
  'broken-before': chance() * 0.1,
  'broken-after': chance() * 0.2,
  'bad-gateway-after': chance() * 0.1,
  'user-error': chance() * 0.04,
  ...(twice && { twice: chance() * 0.2 }),
})
interface Reward extends Delivered {
  readonly customer: string
  readonly amount: number
  readonly intent: string
}
const rewardOf = (kind: 'reward.give' | 'reward.revoke', customer: string, amount: number, id: string): Reward => ({
  kind,
  key: `${kind}/${id}`,
  action: redeemed(numberOf(customer), { kind: 'store-credit', amount: euros(amount) }, id),
  customer,
  amount,
  intent: kind === 'reward.give' ? `redemption/${id}` : `redemption/${id}/revoke`,
})
const isDone = ({ outcome }: Reward): boolean => outcome === 'done'
const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0)

async function startShops(names: readonly string[], plans: ReadonlyMap<string, FaultPlan>) {
  const clock = virtualClock('2026-03-02T10:00:00Z')
  const local = await startLocalAdmin({
    shops: Object.fromEntries(names.map((name) => [name, { token: TOKEN }])),
    faults: (call) => plans.get(call.shop)?.(call),
    budget: { maximumAvailable: 100_000, restoreRate: 100_000 },
    clock,
  })
  return { clock, local, admin: clientOf(local) }
}

describe.skipIf(noSchema)('store credit, over seeded faults, deaths and doubled calls', { timeout: 300_000 }, () => {
  test.each([
    ['is given once, and taken back once', false],
    ['is given and taken once, or parked, where requests are doubled on their way', true],
  ])('%s', async (_, twice) => {
    const plans = new Map<string, FaultPlan>()
    const names = Array.from({ length: RUNS }, (__, run) => `run-${run}.myshopify.com`)
    const { clock, local, admin } = await startShops(names, plans)
    const tally = { done: 0, dead: 0, parked: 0 }
    for (const tenant of names) {
      let step = 0
      const chance = () => bucket(`${tenant} ${twice}`, String(step++))
      const plan = seededFaults(`${tenant} ${twice}`, ratesOf(chance, twice))
      const shop = local.shop(tenant)
      const intents = memoryIntents({ clock })
      const setting: Setting = { clock, admin, intents, tenant, chance, deaths: chance() * 0.02 }
      const centsOf = async (customer: string) =>
        (await movementsOf(shop, customer)).map((amount) => Math.round(Number(amount) * 100))
      const isParked = async () => new Set((await intents.parked({ limit: 100 })).map(({ key }) => key))
      /** First with faults, then what is dead once more, when the network is well again. */
      const carryOut = async (rewards: readonly Reward[]) => {
        plans.set(tenant, plan)
        await deliver(rewards, setting)
        plans.delete(tenant)
        const dead = rewards.filter((reward) => !isDone(reward))
        for (const { outcome } of dead) expect(NAMED, tenant).toContain((outcome as { code: string }).code)
        clock.set(clock.now() + 600_000)
        await deliver(dead, { ...setting, deaths: 0 })
        const parked = await isParked()
        for (const { intent, outcome } of rewards)
          expect(outcome, `${tenant} ${intent}`).toEqual(parked.has(intent) ? UNKNOWN : 'done')
        tally.done += rewards.length - dead.length
        tally.dead += dead.length
        if (!twice) expect([...parked], tenant).toEqual([])
        return (reward: Reward) => parked.has(reward.intent)
      }

      const customers = Array.from({ length: 1 + Math.floor(chance() * 2) }, () => shop.addCustomer().id)
      const gives = customers.flatMap((customer, c) =>
        Array.from({ length: 1 + Math.floor(chance() * 4) }, (__, n) =>
          rewardOf('reward.give', customer, AMOUNTS[Math.floor(chance() * 2)] ?? 0, `${c}-${n}`),
        ),
      )
      const isOdd = await carryOut(gives)
      tally.parked += gives.filter(isOdd).length
      const balances = new Map<string, number>()
      for (const customer of customers) {
        const theirs = gives.filter((give) => give.customer === customer)
        const credits = await centsOf(customer)
        // What came twice is parked, and was given twice; everything else once.
        const expected = theirs.flatMap((give) => (isOdd(give) ? [give.amount, give.amount] : [give.amount]))
        expect(credits.toSorted(), `${tenant} ${customer}`).toEqual(expected.toSorted())
        balances.set(customer, sum(credits))
        if (chance() < 0.5) balances.set(customer, sum(credits) - (await spend(shop, customer, sum(credits), chance)))
      }

      const revokes = gives
        .filter((give) => !isOdd(give) && chance() < 0.5)
        .map(({ customer, amount, intent }) =>
          rewardOf('reward.revoke', customer, amount, intent.slice('redemption/'.length)),
        )
      const isOddRevoke = await carryOut(revokes)
      for (const customer of customers) {
        const theirs = revokes.filter((revoke) => revoke.customer === customer)
        const asked = sum(theirs.map(({ amount }) => amount))
        const [before = 0, after] = [balances.get(customer), sum(await centsOf(customer))]
        if (!theirs.some(isOddRevoke)) expect(after, `${tenant} ${customer}`).toBe(Math.max(0, before - asked))
        expect(before - after).toBeGreaterThanOrEqual(0)
      }
    }
    expect(tally.dead).toBeGreaterThan(0)
    expect(tally.parked > 0).toBe(twice)
  })
})

/** The customer pays with some of it, or with all. */
async function spend(shop: LocalShop, customer: string, balance: number, chance: () => number): Promise<number> {
  const cents = Math.ceil(balance * chance())
  const debitAmount = { amount: (cents / 100).toFixed(2), currencyCode: 'EUR' }
  await shop.ask(
    `mutation ($id: ID!, $input: StoreCreditAccountDebitInput!) {
      storeCreditAccountDebit(id: $id, debitInput: $input) { userErrors { message } } }`,
    { id: customer, input: { debitAmount } },
  )
  return cents
}
