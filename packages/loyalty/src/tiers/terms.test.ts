/** What is wrong with tiers is said when the plugin is made, with its place. */
import { isMotError } from '@motkit/core'
import { expect, test } from 'vitest'
import { type LoyaltyOptions, loyalty } from '../loyalty.ts'

const silver = { id: 'silver', enter: 100 }
const gold = { id: 'gold', enter: 500 }
const tiers = (more: object) => ({ tiers: { by: 'orders', levels: [silver, gold], ...more } })
const wallets = { main: {}, stars: {}, slow: { pending: { after: 'paid' } } }
const long = 'a'.repeat(34)

test.each<[path: string, options: object]>([
  ['tiers.levels', tiers({ levels: [] })],
  ['tiers.levels.0.enter', tiers({ levels: [{ id: 'silver', enter: 0 }] })],
  ['tiers.levels.0.keep', tiers({ levels: [{ ...silver, keep: 0 }] })],
  ['tiers.levels.1.enter', tiers({ levels: [gold, silver] })],
  ['tiers.levels.1.enter', tiers({ levels: [silver, { id: 'gold', enter: 100 }] })],
  ['tiers.levels.1.id', tiers({ levels: [silver, { ...gold, id: 'silver' }] })],
  ['tiers.levels.1.keep', tiers({ levels: [silver, { ...gold, keep: 90 }] })],
  ['tiers.levels.1.reenter', tiers({ levels: [silver, { ...gold, keep: 101, reenter: 99 }] })],
  ['tiers.levels.0.keep', tiers({ levels: [{ ...silver, keep: 101 }] })],
  ['tiers.levels.0.reenter', tiers({ levels: [{ ...silver, keep: 80, reenter: 79 }] })],
  ['tiers.levels.0.multiplier', tiers({ levels: [{ ...silver, multiplier: 0 }] })],
  ['tiers.levels.0.enters', tiers({ levels: [{ ...silver, enters: 1 }] })],
  ['tiers.by', tiers({ by: 'visits' })],
  ['tiers.by.spend', tiers({ by: { spend: 'EUX' } })],
  ['tiers.by.rates.USX', tiers({ by: { spend: 'EUR', rates: { USX: 2 } } })],
  ['tiers.by.rates.USD', tiers({ by: { spend: 'EUR', rates: { USD: '123456789012345/7' } } })],
  ['tiers.by.wallet', { wallets, ...tiers({ by: { wallet: 'moons' } }) }],
  ['tiers.by.wallet', { wallets, ...tiers({ by: { wallet: 'slow' } }) }],
  ['tiers.by.event', tiers({ by: { event: 'no.such' } })],
  ['tiers.window.until', tiers({ window: { until: '13-01' } })],
  ['tiers.window', tiers({ window: { weeks: 1 } })],
  ['tiers.window', { wallets, ...tiers({ by: { wallet: 'stars' }, window: { months: 1 } }) }],
  ['tiers.grace', tiers({ grace: { weeks: 1 } })],
  ['tiers.downgrade', tiers({ downgrade: 'one-step' })],
  ['tiers.when.on', tiers({ when: { on: '02-30x' } })],
  ['wallets.status', { wallets: { main: {}, status: {} } }],
  ['earn.0.id', { earn: [{ kind: 'spend', id: long, rate: 1 }], ...tiers({ by: 'points' }) }],
  ['earn.0.id', { earn: [{ kind: 'spend', id: 'status', rate: 1 }], ...tiers({}) }],
])('%s', (path, options) => {
  let thrown: unknown
  try {
    loyalty(options as LoyaltyOptions)
  } catch (error) {
    thrown = error
  }
  expect(isMotError(thrown) && [thrown.code, thrown.details?.path]).toEqual(['PROGRAMME_INVALID', path])
  expect(isMotError(thrown) && thrown.details?.expected).toMatch(/\w/)
})

test('how tiers are measured is a part of the version, what they bring is not', () => {
  const version = (more: object) => loyalty(tiers(more) as LoyaltyOptions).programme.version
  expect(version({ levels: [{ ...silver, multiplier: 2 }] })).toBe(version({}))
  expect(version({ by: { spend: 'EUR' } })).not.toBe(version({}))
  expect(loyalty().programme.version).toBe(loyalty({ wallets: { main: {}, stars: {} } }).programme.version)
})
