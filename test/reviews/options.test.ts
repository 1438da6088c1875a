/** What cannot be used, or may not be, is refused when the plugin is made. */
import { createMot, memoryStore } from '@motkit/core'
import { defineIncentive, type ReviewsOptions, reviews } from '@motkit/reviews'
import { expect, test } from 'vitest'

test.each<[string, object, string]>([
  ['a name that is none', { remindres: [] }, 'remindres'],
  ['more than three reminders', { reminders: Array(4).fill({ days: 1 }) }, 'reminders'],
  ['a span that is none', { reminders: [{ weeks: 1 }] }, 'reminders.0.weeks'],
  ['a reminder at once', { reminders: [{ days: 0 }] }, 'reminders.0'],
  ['an experiment that is none', { experiment: 5 }, 'experiment'],
  ['an hour that is none', { hour: '25:00' }, 'hour'],
  ['no channel', { channels: [] }, 'channels'],
  ['no asks', { asks: {} }, 'asks'],
  ['an ask without a name', { asks: { 'My ask': {} } }, 'asks.My ask.id'],
  ['an option of one ask', { asks: { service: { about: 'shop' } } }, 'asks.service.about'],
  ['least reviewed, by nothing', { items: { by: 'least-reviewed' } }, 'items.reviewsOf'],
  ['no items', { items: { most: 0 } }, 'items.most'],
  ['a period that is longer than what is remembered', { product: { days: 401 } }, 'product.days'],
  ['what is said of customers', { existingCustomer: { sale: true } }, 'existingCustomer.sale'],
  ['an exclusion that is none', { exclude: { if: [{ id: 'x' }] } }, 'exclude.if.0'],
  ['a variant without an experiment', { variants: { week: {} } }, 'variants.week'],
  [
    'an option of a variant',
    { experiment: { key: 'e', variants: [{ key: 'a' }, { key: 'b' }] }, variants: { b: { template: '' } } },
    'variants.b.template',
  ],
])('%s', (_, options, path) => {
  const refused = expect.objectContaining({ code: 'REVIEWS_INVALID', details: expect.objectContaining({ path }) })
  expect(() => reviews(options as ReviewsOptions)).toThrow(refused)
})

test.each([
  [
    'google',
    'Google Maps, prohibited and restricted content: fake engagement',
    'https://support.google.com/contributionpolicy/answer/7400114',
  ],
  [
    'trustpilot',
    'Trustpilot, Guidelines for Businesses',
    'https://legal.trustpilot.com/for-reviewers/guidelines-for-businesses',
  ],
])('an incentive towards %s: the policy, its date and its source', (destination, policy, source) => {
  const incentives = [defineIncentive({ for: 'text', reward: 'points-10' })]
  const make = (options: ReviewsOptions) =>
    createMot({
      store: memoryStore(),
      plugins: [reviews(options)],
      handlers: { 'message.send': 'none', 'reward.give': 'none' },
    } as never)
  const details = { path: 'incentives', destination, policy, date: '2026-11-23', source }
  const refused = expect.objectContaining({
    code: 'POLICY_FORBIDS',
    message: `incentives towards ${destination}: forbidden by ${policy} (2026-11-23, ${source})`,
    details,
  })
  expect(() => make({ incentives, destination })).toThrow(refused)
  expect(() => make({ incentives, asks: { product: {}, service: { destination } } })).toThrow(refused)
  expect(() => make({ asks: { product: { incentives }, service: { destination } } })).not.toThrow()
  expect(() =>
    make({
      experiment: { key: 'e', variants: [{ key: 'a' }, { key: 'b' }] },
      destination,
      variants: { b: { incentives } },
    }),
  ).toThrow(refused)
})
test('a policy pack that is none', () => {
  const refused = expect.objectContaining({
    code: 'POLICY_INVALID',
    details: expect.objectContaining({ path: 'policies.0.id' }),
  })
  expect(() => reviews({ policies: [{}] as never })).toThrow(refused)
})
test('a destination that no pack is for', () => {
  expect(() => reviews({ destination: 'yelp' })).toThrow(expect.objectContaining({ code: 'POLICY_UNKNOWN' }))
})
