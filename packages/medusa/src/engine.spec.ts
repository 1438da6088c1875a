import { defineAction, definePlugin, defineRule, memoryStore, moments } from '@motkit/core'
import * as z from 'zod'
import { createEngine, noHandlers } from './engine'
import type { MotPluginOptions } from './options'

const make = (options: MotPluginOptions) => createEngine(options, { store: memoryStore(), handlers: noHandlers })
const place = "plugins['@motkit/medusa'].options"

it('has the parts that options are given for, and their commands', () => {
  const { engine, parts } = make({ programme: {}, delivery: {} })
  expect(Object.keys(parts)).toEqual(['loyalty', 'delivery'])
  expect(engine.loyalty?.redeem).toBeTypeOf('function')
  expect(engine.reviews).toBeUndefined()
})

it('refuses what a part finds wrong, by its place', () => {
  const programme = { earn: [{ kind: 'spend', id: 'spend', rate: { EUX: 1 } }] } as never
  expect(() => make({ programme })).toThrow(
    expect.objectContaining({
      code: 'PROGRAMME_INVALID',
      details: expect.objectContaining({ path: `${place}.programme.earn.0.rate.EUX` }),
    }),
  )
  expect(() => make({ programme: {}, tierBenefits: { levels: { gold: { tag: 'gold' } } } })).toThrow(
    expect.objectContaining({
      code: 'PROGRAMME_INVALID',
      details: expect.objectContaining({ path: `${place}.tierBenefits.levels.gold` }),
    }),
  )
  expect(() => make({ reviews: { hour: 25 as never } })).toThrow(
    expect.objectContaining({
      code: 'REVIEWS_INVALID',
      details: expect.objectContaining({ path: `${place}.reviews.hour` }),
    }),
  )
})

it('has offers, referrals, and what is set aside for carts', () => {
  const coupons = { secret: 'a secret of 32 bytes or more, kept' }
  const { engine, parts } = make({
    programme: {},
    coupons,
    offers: { birthday: { message: 'birthday' } },
    referrals: { secret: 'sixteen or more.', link: 'https://shop.example/' },
  })
  expect(Object.keys(parts)).toEqual(['loyalty', 'offers', 'referrals', 'cartRedemptions'])
  expect(engine.referrals?.approve).toBeTypeOf('function')
  expect(make({ coupons }).parts).toEqual({})
  const wrong = [
    [{ referrals: { secret: 'short' } }, 'PROGRAMME_INVALID', 'referrals.secret'],
    [{ offers: { birthdays: {} } as never }, 'OFFER_INVALID', 'offers.birthdays'],
  ] as const
  for (const [options, code, path] of wrong)
    expect(() => make(options)).toThrow(
      expect.objectContaining({ code, details: expect.objectContaining({ path: `${place}.${path}` }) }),
    )
})

it("takes the shop's own actions with their handlers, and refuses them without", () => {
  const ring = defineAction('bell.ring', z.object({ times: z.number() }))
  const rule = defineRule({ id: 'bell', on: moments.smotPurchase, may: [ring], decide: () => [ring({ times: 1 })] })
  const plugins = [definePlugin({ id: 'bell', rules: [rule] })]
  expect(() => make({ plugins })).toThrow(`${place}.handlers.bell.ring`)
  expect(() => make({ plugins, handlers: { 'bell.ring': 'none' } })).not.toThrow()
})
