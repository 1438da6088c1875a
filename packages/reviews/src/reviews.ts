import { definePlugin, defineRule, later, moments, type Span, sendMessage } from '@motkit/core'

export interface ReviewsOptions {
  /** How long after the arrival the customer is asked. Default: 7 days. */
  readonly after?: Span
  /** The host's template. Default: 'review-request'. */
  readonly template?: string
}

/**
 * Asks for a review once an order, some days after it arrived; not when it was reviewed, returned or refunded before.
 * @example createMot({ store, plugins: [reviews({ after: { days: 10 } })], handlers: { 'message.send': send } })
 */
export const reviews = ({ after = { days: 7 }, template = 'review-request' }: ReviewsOptions = {}) => {
  const request = defineRule({
    id: 'reviews.request',
    on: moments.smotExperience,
    may: [sendMessage],
    when: {
      'nothing came back': ({ moment }) => moment.reason !== 'returned' && moment.reason !== 'refunded',
      'not yet rated': ({ moment }) => moment.data.rating === undefined,
    },
    decide: ({ moment }) => [
      sendMessage(
        { template, topic: 'review', data: { orderId: moment.data.orderId } },
        { name: 'request', at: later(moment.data.deliveredAt, after) },
      ),
    ],
  })
  return definePlugin({ id: 'reviews', rules: [request] })
}
