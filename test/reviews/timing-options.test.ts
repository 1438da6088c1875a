// What a timing may say: what is wrong is named by its path.
import { defineTiming, type TimingOptions } from '@motkit/reviews'
import { expect, test } from 'vitest'

const wrong: Readonly<Record<string, unknown>> = {
  'timing.trigger': { trigger: 'shipped' },
  'timing.after': { after: 7 },
  'timing.after.days': { after: { days: -1 } },
  'timing.after.weeks': { after: { weeks: 1 } },
  'timing.after.hours': { after: { hours: 0.5 } },
  'timing.after.products.mattress.days': { after: { products: { mattress: { days: '30' } } } },
  'timing.after.categories.bed': { after: { categories: { bed: 30 } } },
  'timing.after.markets.moon': { after: { markets: { moon: { days: 1 } } } },
  'timing.use.minutes': { use: { minutes: Number.POSITIVE_INFINITY } },
  'timing.fallback.after': { fallback: { after: 'delivered', days: 30 } },
  'timing.fallback.days': { fallback: { after: 'paid' } },
  'timing.hour': { hour: '24:00' },
  'timing.notOn.0': { notOn: ['02-30'] },
  'timing.notOn.1': { notOn: ['sunday', '2026-02-29'] },
  'timing.notOn': { notOn: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] },
  'timing.delay': { delay: { days: 7 } },
}
test.each(Object.entries(wrong))('%s is refused by its path', (path, options) => {
  expect(() => defineTiming(options as TimingOptions)).toThrow(
    expect.objectContaining({
      code: 'REVIEWS_INVALID',
      details: { path, expected: expect.stringMatching(/.{5}/) },
    }),
  )
})

test('a year of excluded dates is refused: no date would be left', () => {
  const leap = Array.from({ length: 366 }, (_, day) => new Date(Date.UTC(2028, 0, 1 + day)).toISOString().slice(5, 10))
  expect(() => defineTiming({ notOn: leap })).toThrow(/at least one date/)
  expect(defineTiming({ notOn: leap.slice(1) }).notOn).toHaveLength(365)
})
