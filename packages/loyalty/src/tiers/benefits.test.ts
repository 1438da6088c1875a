/** What tiers bring, and what a drop takes back of it. */
import { describe, expect, test } from 'vitest'
import type { LoyaltyOptions } from '../loyalty.ts'
import { loyalty } from '../loyalty.ts'
import { type TierBenefits, tierBenefits } from './benefits.ts'
import { openShop } from './shop.ts'

const programme: LoyaltyOptions = {
  tiers: {
    by: { spend: 'EUR' },
    window: { months: 12 },
    levels: [
      { id: 'silver', enter: 10_000 },
      { id: 'gold', enter: 50_000 },
    ],
  },
}
const open = (benefits: TierBenefits, more: Partial<LoyaltyOptions['tiers']> = {}) =>
  openShop({ tiers: { ...programme.tiers, ...more } as never }, { benefits })

describe('on entering', () => {
  test('a reward once, a message each time, and the tag of the tier in force', async () => {
    const shop = open({
      levels: {
        silver: { tag: 'silver', reward: 'tote', each: true },
        gold: { tag: 'gold', reward: 'champagne', message: 'hello-gold' },
      },
      dropped: 'see-you',
    })
    await shop.order('1', 50_000)
    await shop.at('2026-01-02T00:00:00Z')
    await shop.refund('1', 1)
    await shop.at('2026-01-03T00:00:00Z')
    await shop.order('2', 10_000)
    await shop.at('2026-01-04T00:00:00Z')
    await shop.tell('order.canceled', { orderId: '1' })
    await shop.tell('order.canceled', { orderId: '2' })
    await shop.at('2026-01-05T00:00:00Z')
    await shop.order('3', 10_000)
    await shop.at('2026-01-06T00:00:00Z')
    expect(shop.done.sort()).toEqual([
      '2026-01-01 message hello-gold',
      '2026-01-01 reward champagne',
      '2026-01-01 tag gold',
      '2026-01-02 message see-you',
      '2026-01-02 tag silver',
      '2026-01-02 untag gold',
      '2026-01-03 message hello-gold',
      '2026-01-03 tag gold',
      '2026-01-03 untag silver',
      '2026-01-04 message see-you',
      '2026-01-04 untag silver',
      '2026-01-05 reward tote',
      '2026-01-05 tag silver',
    ])
  })
  test('a reward that is not given yet is withdrawn by a drop, and not by rising further', async () => {
    const shop = open({ levels: { silver: { reward: 'tote', message: 'hello' }, gold: { reward: 'champagne' } } })
    shop.service.down = true
    await shop.order('1', 10_000)
    await shop.mot.catchUp()
    await shop.order('2', 40_000)
    await shop.mot.catchUp()
    await shop.tell('order.canceled', { orderId: '2' })
    shop.service.down = false
    await shop.at('2026-01-02T00:00:00Z')
    expect(shop.done).toEqual(['2026-01-01 reward tote'])
    await shop.order('3', 40_000)
    await shop.at('2026-01-03T00:00:00Z')
    expect(shop.done.slice(1)).toEqual(['2026-01-02 reward champagne'])
  })
  test('long ago: nothing is given again, and the journey does not grow', async () => {
    const shop = open({ levels: { gold: { reward: 'champagne', message: 'hello-gold', tag: 'gold' } } })
    const sizes: number[] = []
    for (let year = 0; year < 8; year++) {
      await shop.at(`${2026 + year}-02-01T00:00:00Z`)
      await shop.order(`${year}`, 60_000)
      await shop.at(`${2026 + year}-12-01T00:00:00Z`)
      await shop.refund(`${year}`, 55_000)
      const kept = await shop.mot.export(shop.ada)
      if (kept.ok) sizes.push(Object.keys(kept.value.journey?.threads ?? {}).length)
    }
    expect(shop.done.filter((line) => line.includes('champagne'))).toEqual(['2026-02-01 reward champagne'])
    expect(shop.done.filter((line) => line.includes('message'))).toHaveLength(8)
    expect(Math.max(...sizes.slice(3))).toBeLessThanOrEqual(Math.max(...sizes.slice(0, 3)))
  })
  test('keys are of the customer: two enter the same tier by two actions', async () => {
    const shop = open({ levels: { gold: { reward: 'champagne' } } })
    const keys: string[] = []
    shop.mot.on('decision', ({ decision }) => {
      if (decision.key !== undefined) keys.push(decision.key)
    })
    await shop.order('1', 50_000)
    expect(keys).toEqual(['default/tier-benefits.change/id:ada/tier-change/-1/reward'])
  })
})

describe('before a drop', () => {
  test('nothing to one who is just in', async () => {
    const shop = open({ warning: { message: 'stay', days: 60 } }, { window: { months: 1 } })
    await shop.order('1', 20_000)
    await shop.at('2026-06-01T00:00:00Z')
    expect(shop.done).toEqual([])
  })
  test('one message in time, with what is missing; none where it is not lost after all', async () => {
    const shop = open({ warning: { message: 'stay', days: 30 } })
    await shop.order('1', 20_000)
    await shop.at('2026-06-01T00:00:00Z')
    await shop.order('2', 10_000) // keeps silver until June
    await shop.at('2027-05-02T23:59:59Z')
    expect(shop.done).toEqual([])
    await shop.at('2027-05-03T00:00:00Z')
    expect(shop.done).toEqual(['2027-05-03 message stay'])
    const kept = await shop.mot.export(shop.ada)
    const [action] = kept.ok ? kept.value.actions.filter(({ type }) => type === 'message.send') : []
    expect(action?.data).toMatchObject({
      data: { tier: 'silver', at: '2027-06-02T00:00:00.000Z', missing: 10_000 },
    })
    await shop.order('3', 10_000)
    await shop.at('2027-12-31T00:00:00Z')
    expect(shop.done).toHaveLength(1)
    await shop.at('2028-05-01T00:00:00Z')
    expect(shop.done.slice(1)).toEqual(['2028-04-04 message stay']) // 30 days before 4 May
  })
})

test.each([
  ['levels.black', { levels: { black: {} } }],
  ['levels.gold.rewards', { levels: { gold: { rewards: 'x' } } }],
  ['warning.days', { warning: { message: 'x', days: 0 } }],
])('a mistake is named by its place: %s', (path, benefits) => {
  expect(() => tierBenefits(loyalty(programme), benefits as never)).toThrow(
    expect.objectContaining({ code: 'PROGRAMME_INVALID', details: expect.objectContaining({ path }) }),
  )
})
