/** The packs, one by one and together: who may be asked, with what promise, and what must be said. */
import { type Consents, isMotError } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { deUwg } from './de-uwg.ts'
import { euUcpd } from './eu-ucpd.ts'
import { google } from './google.ts'
import { defineIncentive } from './incentive.ts'
import { mayAsk } from './may-ask.ts'
import { ownShop } from './own-shop.ts'
import { type Channel, definePolicy, type PolicyPackInput } from './pack.ts'
import { policyPacks } from './packs.ts'
import { mustSay, policyFor, refuseGating, refuseIncentives, strictest } from './policy.ts'
import { trustpilot } from './trustpilot.ts'
import { usFtc } from './us-ftc.ts'

const at = (country: string | undefined, destination = 'shop') => policyFor(policyPacks, { country, destination })
const ids = (country: string | undefined, destination = 'shop') => at(country, destination).packs.map(({ id }) => id)

/** The words of a customer in the order they were said: `+email/reviews` given, `-email/reviews` withdrawn. */
const said = (...words: readonly string[]): Consents =>
  Object.fromEntries(
    words.map((word, i) => [
      word.slice(1),
      { value: word.startsWith('+'), at: `2026-03-0${i + 1}T00:00:00.000Z shop e${i}` },
    ]),
  )
const bought = { addressFromSale: true, ownSimilarGoods: true, toldAtSignUp: true }
const failure = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    if (isMotError(error)) return { code: error.code, message: error.message, details: error.details }
    throw error
  }
  return undefined
}

describe('which packs apply', () => {
  test.each([
    ['DE', 'shop', ['de-uwg', 'eu-ucpd', 'own-shop']],
    ['de', 'shop', ['de-uwg', 'eu-ucpd', 'own-shop']],
    ['FR', 'google', ['eu-ucpd', 'google']],
    ['US', 'trustpilot', ['us-ftc', 'trustpilot']],
    ['GB', 'shop', ['uk-dmcc', 'own-shop']],
    // No pack is for it, or it is not known: the strictest of all.
    ['JP', 'shop', ['us-ftc', 'de-uwg', 'eu-ucpd', 'uk-dmcc', 'own-shop']],
    [undefined, 'google', ['us-ftc', 'de-uwg', 'eu-ucpd', 'uk-dmcc', 'google']],
  ])('%s, %s', (country, destination, expected) => {
    expect(ids(country, destination)).toEqual(expected)
  })
  test('the EU has 27 members, the United Kingdom is none', () => {
    const { applies } = euUcpd
    expect('countries' in applies && new Set(applies.countries).size).toBe(27)
    expect('countries' in applies && applies.countries.includes('GB')).toBe(false)
  })
  test('a destination without a pack, and no law at all, are refused', () => {
    expect(failure(() => at('DE', 'yelp'))).toMatchObject({
      code: 'POLICY_UNKNOWN',
      details: { path: 'destination', expected: 'one of google, trustpilot, shop' },
    })
    expect(failure(() => policyFor([ownShop], { country: 'DE', destination: 'shop' }))).toMatchObject({
      code: 'POLICY_UNKNOWN',
      details: { path: 'policies' },
    })
  })
})

describe('who may be asked', () => {
  const no = { may: false, because: 'no-consent' } as const
  const objected = { may: false, because: 'objected', missing: ['consent'] } as const
  const all = ['consent', 'addressFromSale', 'ownSimilarGoods', 'toldAtSignUp'] as const

  test.each([
    // Germany
    ['DE', 'email', said(), undefined, { ...no, pack: 'de-uwg', missing: all }],
    ['DE', 'email', said(), bought, { may: true, because: 'existing-customer', pack: 'de-uwg' }],
    [
      'DE',
      'email',
      said(),
      { ...bought, toldAtSignUp: false },
      { ...no, pack: 'de-uwg', missing: ['consent', 'toldAtSignUp'] },
    ],
    [
      'DE',
      'email',
      said(),
      { addressFromSale: true },
      { ...no, pack: 'de-uwg', missing: ['consent', 'ownSimilarGoods', 'toldAtSignUp'] },
    ],
    ['DE', 'email', said('-email/reviews'), bought, { ...objected, pack: 'de-uwg' }],
    ['DE', 'email', said('-email/marketing'), bought, { ...objected, pack: 'de-uwg' }],
    ['DE', 'email', said('+email/reviews'), undefined, { may: true, because: 'consent', pack: 'de-uwg' }],
    ['DE', 'sms', said(), bought, { ...no, pack: 'de-uwg', missing: ['consent'] }],
    ['DE', 'sms', said('+email/reviews'), bought, { ...no, pack: 'de-uwg', missing: ['consent'] }],
    ['DE', 'onsite', said(), undefined, { may: true, because: 'not-objected', pack: 'eu-ucpd' }],
    // elsewhere in the EU
    ['FR', 'email', said(), undefined, { ...no, pack: 'eu-ucpd', missing: all }],
    ['FR', 'sms', said(), bought, { may: true, because: 'existing-customer', pack: 'eu-ucpd' }],
    ['FR', 'whatsapp', said(), bought, { ...no, pack: 'eu-ucpd', missing: ['consent'] }],
    // the United Kingdom
    ['GB', 'email', said(), bought, { may: true, because: 'existing-customer', pack: 'uk-dmcc' }],
    ['GB', 'email', said(), {}, { ...no, pack: 'uk-dmcc', missing: all }],
    // the United States
    ['US', 'email', said(), undefined, { may: true, because: 'not-objected', pack: 'us-ftc' }],
    ['US', 'email', said('-email/reviews'), bought, { ...objected, pack: 'us-ftc' }],
    ['US', 'sms', said(), bought, { ...no, pack: 'us-ftc', missing: ['consent'] }],
    ['US', 'sms', said('+sms/marketing'), undefined, { may: true, because: 'consent', pack: 'us-ftc' }],
    // who knows where: as the strictest
    [undefined, 'email', said(), undefined, { ...no, pack: 'de-uwg', missing: all }],
    ['JP', 'sms', said(), bought, { ...no, pack: 'us-ftc', missing: ['consent'] }],
  ] as const)('%s, %s, %j, %j', (country, channel, consents, customer, expected) => {
    expect(mayAsk(at(country), { channel, consents, customer })).toEqual(expected)
  })

  test.each([
    [['+email/marketing'], 'consent'],
    // The word on reviews is the closer one, whenever marketing was agreed to.
    [['-email/reviews', '+email/marketing'], 'objected'],
    [['+email/marketing', '-email/reviews'], 'objected'],
    // A request is advertising: who later says no to advertising says no to it.
    [['+email/reviews', '-email/marketing'], 'objected'],
    [['-email/marketing', '+email/reviews'], 'consent'],
    [['+email/analytics'], 'not-objected'],
  ])('of %j the word is %s', (words, because) => {
    expect(mayAsk(at('US'), { channel: 'email', consents: said(...words) })).toMatchObject({ because })
  })

  test('a channel that no pack speaks of needs consent', () => {
    const quiet = { packs: [google] }
    expect(mayAsk(quiet, { channel: 'email', consents: {}, customer: bought })).toEqual({
      may: false,
      because: 'no-consent',
      missing: ['consent'],
    })
  })
})

describe('rewards', () => {
  test.each([
    ['US', 'shop', 'disclosed', 'us-ftc'],
    ['GB', 'shop', 'disclosed', 'uk-dmcc'],
    ['DE', 'shop', 'disclosed', 'eu-ucpd'],
    ['US', 'google', 'forbidden', 'google'],
    ['DE', 'trustpilot', 'forbidden', 'trustpilot'],
  ])('%s, %s: %s by %s', (country, destination, rule, pack) => {
    const ruling = strictest(at(country, destination), 'incentives')
    expect([ruling.rule, ruling.pack?.id]).toEqual([rule, pack])
  })
  test('towards Google they are refused when the engine is made, with name, date and source', () => {
    const photo = defineIncentive({ for: 'photo', reward: 'points-50' })
    expect(failure(() => refuseIncentives(policyPacks, 'google', [photo]))).toEqual({
      code: 'POLICY_FORBIDS',
      message:
        'incentives towards google: forbidden by Google Maps, prohibited and restricted content: fake engagement (2026-11-23, https://support.google.com/contributionpolicy/answer/7400114)',
      details: {
        path: 'incentives',
        destination: 'google',
        policy: 'Google Maps, prohibited and restricted content: fake engagement',
        date: '2026-11-23',
        source: 'https://support.google.com/contributionpolicy/answer/7400114',
      },
    })
    expect(failure(() => refuseIncentives(policyPacks, 'trustpilot', [photo]))?.code).toBe('POLICY_FORBIDS')
    expect(failure(() => refuseIncentives(policyPacks, 'shop', [photo]))).toBeUndefined()
    expect(failure(() => refuseIncentives(policyPacks, 'google', []))).toBeUndefined()
    expect(failure(() => refuseIncentives(policyPacks, 'yelp', [photo]))?.code).toBe('POLICY_UNKNOWN')
  })
  test('what one country forbids is for the ask to say, what all forbid is refused at once', () => {
    const never = definePolicy({ ...input, id: 'never', incentives: 'forbidden' })
    expect(failure(() => refuseIncentives([usFtc, never, ownShop], 'shop', [1]))).toBeUndefined()
    expect(
      strictest(policyFor([usFtc, never, ownShop], { country: 'CH', destination: 'shop' }), 'incentives').rule,
    ).toBe('forbidden')
    expect(failure(() => refuseIncentives([never, ownShop], 'shop', [1]))?.details).toMatchObject({ policy: 'Mine' })
  })
})

describe('choosing whom to ask by satisfaction', () => {
  test('is allowed nowhere', () => {
    for (const country of ['US', 'GB', 'DE', 'FR', 'JP', undefined])
      for (const destination of ['shop', 'google', 'trustpilot'])
        expect(strictest(at(country, destination), 'gating').rule).toBe('forbidden')
  })
  test('and refused when the engine is made', () => {
    for (const { name, applies } of [google, trustpilot, ownShop])
      expect(
        failure(() => refuseGating(policyPacks, 'destination' in applies ? applies.destination : ''))?.details,
      ).toMatchObject({ path: 'gating', policy: name })
  })
  test('what no pack speaks of is forbidden by none in particular', () => {
    expect(strictest({ packs: [deUwg] }, 'gating')).toEqual({ rule: 'forbidden' })
  })
  test('a pack of the host can allow it where nothing else forbids', () => {
    const mine = definePolicy({ ...input, gating: 'allowed' })
    const wall = definePolicy({ ...input, id: 'wall', applies: { destination: 'wall' } })
    expect(failure(() => refuseGating([mine, wall], 'wall'))).toBeUndefined()
    expect(strictest({ packs: [mine, wall] }, 'gating').rule).toBe('allowed')
    expect(strictest({ packs: [mine, google] }, 'gating').rule).toBe('forbidden')
  })
})

describe('what must be said', () => {
  const notices = (country: string, destination: string, hasIncentive: boolean) =>
    mustSay(at(country, destination), { hasIncentive })
      .map(({ id, in: place, packs }) => `${place}: ${id} (${packs.join(', ')})`)
      .sort()

  test('in Germany, each once, for both its packs', () => {
    expect(notices('DE', 'shop', false)).toEqual([
      'request: right-to-object (de-uwg, eu-ucpd)',
      'reviews: how-reviews-are-checked (eu-ucpd)',
      'sign-up: right-to-object (de-uwg, eu-ucpd)',
    ])
  })
  test('in the United States a reward is disclosed by who writes and to who reads', () => {
    expect(notices('US', 'shop', false)).toEqual([
      'request: postal-address (us-ftc)',
      'request: right-to-object (us-ftc)',
    ])
    expect(notices('US', 'shop', true)).toEqual([
      'request: disclose-the-incentive (us-ftc)',
      'request: postal-address (us-ftc)',
      'request: right-to-object (us-ftc)',
      'reviews: incentive (us-ftc, own-shop)',
    ])
  })
  test('in the United Kingdom also the policy against fake reviews', () => {
    expect(notices('GB', 'trustpilot', false)).toEqual([
      'request: right-to-object (uk-dmcc)',
      'reviews: policy-against-fake-reviews (uk-dmcc)',
      'sign-up: right-to-object (uk-dmcc)',
    ])
  })
  test('Trustpilot wants neutral words, the law leaves them free', () => {
    expect(strictest(at('FR', 'trustpilot'), 'wording')).toMatchObject({ rule: 'neutral', pack: { id: 'trustpilot' } })
  })
})

const input: PolicyPackInput = {
  id: 'mine',
  name: 'Mine',
  date: '2026-01-31',
  sources: [{ title: 'House rules', url: 'https://example.com/rules' }],
  applies: { countries: ['CH'] },
}
describe('a pack of the host', () => {
  test('takes the place of another, and is stricter', () => {
    const strict = definePolicy({
      ...input,
      id: 'us-mine',
      applies: { countries: ['US'] },
      asking: { email: 'consent' },
    })
    const packs = [...policyPacks.filter(({ id }) => id !== 'us-ftc'), strict]
    const ask = { channel: 'email' as Channel, consents: {} }
    expect(mayAsk(policyFor(packs, { country: 'US', destination: 'shop' }), ask)).toMatchObject({
      may: false,
      pack: 'us-mine',
    })
  })
  test.each([
    ['policy.id', { id: 'Mine' }],
    ['policy.date', { date: '31.1.2026' }],
    ['policy.date', { date: '2026-02-30' }],
    ['policy.sources', { sources: [] }],
    ['policy.sources.0.url', { sources: [{ title: 'x', url: 'the statute book' }] }],
    ['policy.sources.0.url', { sources: [{ title: 'x', url: 'javascript:alert(1)' }] }],
    ['policy.applies', { applies: { planet: 'Mars' } }],
    ['policy.applies', { applies: { countries: ['CH'], destination: 'shop' } }],
    ['policy.asking.email', { asking: { email: 'never' } }],
    ['policy.incentives', { incentives: 'for five stars' }],
    ['policy.says.0.in', { says: [{ id: 'x', in: 'footer' }] }],
    ['policy.penalty', { penalty: '10%' }],
  ])('refused at %s: %j', (path, wrong) => {
    expect(failure(() => definePolicy({ ...input, ...wrong } as never))).toMatchObject({
      code: 'POLICY_INVALID',
      details: { path, expected: expect.stringMatching(/./) },
    })
  })
  test('every pack that comes along is dated, sourced and JSON', () => {
    for (const pack of policyPacks) expect(definePolicy(JSON.parse(JSON.stringify(pack)))).toEqual(pack)
    expect(new Set(policyPacks.map(({ id }) => id)).size).toBe(7)
  })
})
