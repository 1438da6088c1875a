/** Codes and gift cards are there once and go once, whatever goes wrong, and whoever asks at the same time. */
import { bucket, virtualClock } from '@motkit/core'
import { couponCode } from '@motkit/loyalty'
import { memoryIntents } from '@motkit/shopify'
import { type FaultPlan, type LocalShop, seededFaults } from '@motkit/shopify/testing'
import { describe, expect, test } from 'vitest'
import { clientOf, euros, numberOf, redeemed, SECRET } from './support/acting.ts'
import { type Delivered, deliver } from './support/delivering.ts'
import { noSchema, startLocalAdmin, TOKEN } from './support/local-admin.ts'

const RUNS = Number(process.env.MOTKIT_RUNS ?? 100)
const FAULTS = {
  throttled: 0.04,
  'server-error': 0.04,
  'broken-before': 0.04,
  'broken-after': 0.08,
  'bad-gateway-after': 0.04,
  twice: 0.06,
  'user-error': 0.01,
}
const GIFTS = [
  { kind: 'coupon', percent: 10 },
  { kind: 'coupon', percent: 10, bound: false },
  { kind: 'free-shipping', bound: false },
  { kind: 'gift-voucher', amount: euros(2_500) },
] as const
type Gift = (typeof GIFTS)[number]

interface Code extends Delivered {
  readonly id: string
  readonly gift: Gift
}
const codeOf = ({ id, gift }: Code): string => {
  const code = couponCode({ secret: SECRET, key: `redemption/${id}` })
  return gift.kind === 'gift-voucher' ? code.replaceAll('-', '').toLowerCase() : code
}
const isDead = ({ outcome }: Code): boolean => outcome !== 'done'

/** All codes that can be used, of discounts and of cards; `others` are those that no customer was told. */
async function usableIn(shop: LocalShop): Promise<readonly string[]> {
  const { codeDiscountNodes } = await shop.ask<{
    codeDiscountNodes: { nodes: { codeDiscount: { status: string; codes: { nodes: { code: string }[] } } }[] }
  }>(`{ codeDiscountNodes(first: 100) { nodes { codeDiscount {
    ... on DiscountCodeBasic { status codes(first: 100) { nodes { code } } }
    ... on DiscountCodeFreeShipping { status codes(first: 100) { nodes { code } } } } } } }`)
  const discounts = codeDiscountNodes.nodes.flatMap(({ codeDiscount: { status, codes } }) =>
    status === 'EXPIRED' ? [] : codes.nodes.map(({ code }) => code),
  )
  const cards = shop.all<{ id: string; code: string; deactivatedAt: string | null }>('GiftCard')
  return [...discounts, ...cards.filter(({ deactivatedAt }) => deactivatedAt === null).map(({ code }) => code)]
}

describe.skipIf(noSchema)('codes, over seeded faults, deaths and doubled calls', { timeout: 300_000 }, () => {
  test('are given once each, and taken back', async () => {
    const plans = new Map<string, FaultPlan>()
    const names = Array.from({ length: RUNS }, (_, run) => `run-${run}.myshopify.com`)
    const clock = virtualClock(Date.now())
    const local = await startLocalAdmin({
      shops: Object.fromEntries(names.map((name) => [name, { token: TOKEN }])),
      faults: (call) => plans.get(call.shop)?.(call),
      budget: { maximumAvailable: 100_000, restoreRate: 100_000 },
      clock,
    })
    const admin = clientOf(local)
    let deaths = 0
    for (const tenant of names) {
      let step = 0
      const chance = () => bucket(tenant, String(step++))
      const shop = local.shop(tenant)
      const ada = numberOf(shop.addCustomer().id)
      const setting = { clock, admin, intents: memoryIntents({ clock }), tenant, chance, deaths: chance() * 0.02 }
      const carryOut = async (codes: readonly Code[]) => {
        plans.set(tenant, seededFaults(tenant, FAULTS))
        await deliver(codes, setting)
        plans.delete(tenant)
        const dead = codes.filter(isDead)
        deaths += dead.length
        for (const { outcome } of dead) expect(outcome, tenant).toHaveProperty('code')
        await deliver(dead, { ...setting, deaths: 0 })
        for (const { outcome, id } of codes) expect(outcome, `${tenant} ${id}`).toBe('done')
      }
      const codeFor = (kind: 'reward.give' | 'reward.revoke', id: string, gift: Gift): Code => ({
        kind,
        key: `${kind}/${id}`,
        action: redeemed(ada, gift, id),
        id,
        gift,
      })
      const gives = Array.from({ length: 2 + Math.floor(chance() * 4) }, (_, n) =>
        codeFor('reward.give', `r-${n}`, GIFTS[Math.floor(chance() * GIFTS.length)] as Gift),
      )
      await carryOut(gives)
      const usable = await usableIn(shop)
      const shared = new Set(gives.flatMap(({ gift }) => ('bound' in gift ? [gift] : []))).size
      expect(usable.filter((code) => gives.some((give) => codeOf(give) === code)).toSorted(), tenant).toEqual(
        gives.map(codeOf).toSorted(),
      )
      expect(usable, tenant).toHaveLength(gives.length + shared)

      const back = gives.filter(() => chance() < 0.5)
      await carryOut(back.map(({ id, gift }) => codeFor('reward.revoke', id, gift)))
      const gone = new Set(back.map(codeOf))
      expect((await usableIn(shop)).toSorted(), tenant).toEqual(usable.filter((code) => !gone.has(code)).toSorted())
    }
    expect(deaths).toBeGreaterThan(0)
  })
})
