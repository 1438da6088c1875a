/** The rules: what is planned is sent when it is due, and what was promised is given for the review. */
import { defineRule, giveReward, moments, sendMessage } from '@motkit/core'
import { experimentViewed, expose, exposures } from '../exposure.ts'
import { mustSay } from '../policies/policy.ts'
import { rewardOf } from './answers.ts'
import type { Entry } from './entry.ts'
import { REQUEST_RULE, requests } from './memory.ts'
import type { Programme } from './options.ts'
import { createPlanner } from './plan.ts'
import type { ReviewRequest } from './request.ts'
import { type Looking, policyOf, readsOf } from './whether.ts'

/** The request or reminder as the handler gets it. */
function messageOf(looking: Looking, entry: Entry, channel: Entry['ask']['channels'][number]) {
  const { ask, orderId, products, reminder, incentives = [], assigned } = entry
  const says = mustSay(policyOf(looking, ask), { hasIncentive: incentives.length > 0 })
  const data: ReviewRequest = {
    ask: ask.id,
    orderId,
    destination: ask.destination,
    ...(products && { products: [...products] }),
    ...(reminder !== undefined && { reminder }),
    ...(incentives.length > 0 && { incentives: [...incentives] }),
    says: says.filter(({ in: place }) => place === 'request').map(({ id }) => id),
    ...(assigned && { variant: assigned.variant }),
  }
  return {
    template: reminder === undefined ? ask.template : ask.reminderTemplate,
    channel,
    topic: 'review',
    ...(ask.purpose && { purpose: ask.purpose }),
    data,
  }
}

/**
 * Asks for reviews of an order and reminds of them, by the plan of all the customer's orders. What was sent stays with the
 * fact of it, so that what was promised is honoured, however the programme changes.
 */
export function requestReviews(programme: Programme) {
  const planOf = createPlanner(programme)
  return defineRule({
    id: REQUEST_RULE,
    on: moments.amot,
    reads: [...readsOf(programme), exposures],
    may: [sendMessage, experimentViewed],
    keepsData: true,
    decide({ moment, journey, settings, now }) {
      const looking: Looking = { programme, journey, settings, now }
      const live = planOf({ journey, settings, now }).filter(
        ({ subject, outcome: { status } }) =>
          subject === moment.subject && (status === 'planned' || status === 'waiting'),
      )
      // From the order on, whatever the variant: who is asked later has had more time to be lost.
      const met = new Map(live.map(({ assigned }) => [assigned?.experiment, assigned]))
      return [
        ...[...met.values()].flatMap((assigned) => expose(assigned, journey)),
        ...live.flatMap((entry) =>
          entry.outcome.status === 'planned' && 'channel' in entry.may
            ? [sendMessage(messageOf(looking, entry, entry.may.channel), { name: entry.name, at: entry.outcome.at })]
            : [],
        ),
      ]
    },
    whyNot: ({ moment, journey, settings, now }) =>
      planOf({ journey, settings, now }).flatMap(({ subject, name, outcome }) =>
        subject !== moment.subject || outcome.status === 'planned'
          ? []
          : [
              outcome.status === 'sent'
                ? `${name} sent ${outcome.at}`
                : `${name} ${outcome.status}: ${outcome.reason}${outcome.since ? ` since ${outcome.since}` : ''}`,
            ],
      ),
  })
}

/** Gives what was promised for a review: once an order, whatever the rating. */
export const rewardReviews = defineRule({
  id: 'reviews.reward',
  on: moments.amot,
  reads: [requests],
  may: [giveReward],
  decide({ moment, journey }) {
    const state = journey.slices.requests
    const { orderId } = moment.data
    const earned = rewardOf(
      state,
      Object.values(state.sent).filter(({ request }) => request.orderId === orderId),
    )
    if (!earned) return []
    const { incentive, review, productId } = earned
    const about = {
      orderId,
      reviewId: review.reviewId,
      for: incentive.for,
      ...(productId !== undefined && { productId }),
    }
    return [giveReward({ reward: incentive.reward, data: { ...incentive.data, ...about } }, { name: 'reward' })]
  },
})
