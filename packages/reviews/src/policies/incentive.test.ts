/** Incentives: data, and blind to what a review says. */
import { describe, expect, test } from 'vitest'
import { contributionOf, defineIncentive, earnedIncentive } from './incentive.ts'

const text = defineIncentive({ for: 'text', reward: 'points-20' })
const photo = defineIncentive({ for: 'photo', reward: 'points-50', data: { validDays: 30 } })
const video = defineIncentive({ for: 'video', reward: 'coupon-5' })

describe('what a contribution earns', () => {
  const review = { reviewId: 'r1', orderId: '7', rating: 1, title: 'Broken', body: ' Broke at once. ' }

  test('it holds what was written, not what it says', () => {
    expect(contributionOf({ ...review, media: ['photo'] })).toEqual({
      reviewId: 'r1',
      orderId: '7',
      characters: 14,
      media: ['photo'],
    })
    expect(contributionOf({ reviewId: 'r2', rating: 5 })).toEqual({ reviewId: 'r2', characters: 0, media: [] })
  })
  test.each([1, 2, 3, 4, 5])('the same at a rating of %i', (rating) => {
    expect(earnedIncentive([text, photo], contributionOf({ ...review, rating }))).toBe(text)
  })
  test('one reward: a video before a photo before a text, of what was promised', () => {
    const both = contributionOf({ ...review, media: ['photo', 'video'] })
    expect(earnedIncentive([text, photo, video], both)).toBe(video)
    expect(earnedIncentive([text, photo], both)).toBe(photo)
    expect(earnedIncentive([text], both)).toBe(text)
    expect(earnedIncentive([video], contributionOf(review))).toBeUndefined()
    expect(earnedIncentive([text], contributionOf({ reviewId: 'r2', rating: 5, body: '  ' }))).toBeUndefined()
  })
})

test.each([
  ['incentive.for', { for: 'five-stars', reward: 'x' }],
  ['incentive.reward', { for: 'text', reward: '' }],
  ['incentive.minimumRating', { for: 'text', reward: 'x', minimumRating: 4 }],
  ['incentive.data.when', { for: 'text', reward: 'x', data: { when: () => true } }],
])('refused at %s: %o', (path, wrong) => {
  expect(() => defineIncentive(wrong as never)).toThrow(
    expect.objectContaining({ code: 'POLICY_INVALID', details: expect.objectContaining({ path }) }),
  )
})
