/** The second moment of truth, part one: a ladder for a cart that was left. Each step once for each time it was left. */
import { carts, instant, landmarks, later, moments } from '@motkit/core'
import * as z from 'zod'
import {
  amounts,
  checked,
  defineOffer,
  giver,
  givesOf,
  isWorth,
  minutesOf,
  type Only,
  ruled,
  span,
  type Wish,
} from './offer.ts'

const step = giver({
  /** How long after the cart counted as abandoned, or the payment as failed. */
  after: span.prefault({}),
  /** Only for a cart worth at least this, in minor units by currency; for none of unknown worth. */
  minimum: amounts.optional(),
})
const schema = z.strictObject({
  ...ruled('abandoned-cart', { days: 1 }),
  /** In the order of their delays: the reminder, the incentive, the last word. */
  steps: z
    .array(step)
    .min(1)
    .readonly()
    .superRefine((steps, context) => {
      const delays = steps.map(({ after }) => minutesOf(after))
      const i = delays.findIndex((delay, at) => at > 0 && delay <= (delays[at - 1] ?? 0))
      if (i > 0) context.addIssue({ code: 'custom', path: [i, 'after'], message: 'more than the step before' })
    }),
  /** Where a payment was refused, and nothing else happened since. */
  paymentFailed: step.optional(),
})
export type AbandonedCartOptions = z.input<typeof schema>
type Steps<O> = O extends { readonly steps: readonly (infer S)[] } ? S : never
type Failed<O> = O extends { readonly paymentFailed?: infer S } ? S : never

/**
 * Reminds of a cart by steps, until something is ordered. When the cart is touched the ladder begins anew; a reward is
 * given once a cart. Of steps that are due, only the last is taken.
 * @throws MotError OFFER_INVALID
 * @example
 * abandonedCart({
 *   steps: [
 *     { message: 'cart-reminder' },
 *     { after: { days: 1 }, message: 'cart-incentive', reward: 'cart-5', amount: eur(500), minimum: { EUR: 5_000 } },
 *     { after: { days: 3 }, message: 'cart-last-word' },
 *   ],
 * })
 */
export function abandonedCart<O extends AbandonedCartOptions>(options: Only<O, AbandonedCartOptions>) {
  const { steps, paymentFailed, ...rule } = checked('abandonedCart', schema, options)
  return defineOffer({
    ...rule,
    on: moments.smotPurchase,
    reads: [carts, landmarks],
    may: givesOf<Steps<O> | Failed<O>>(...steps, paymentFailed),
    when: {
      'left before the order': ({ moment }) => moment.polarity === 'negative',
      'not empty': ({ moment }) => moment.data.total?.amount !== 0,
      'nothing was ordered since': ({ moment, journey }) => {
        const { touched } = journey.slices.carts.open[moment.subject] ?? {}
        return touched !== undefined && (journey.slices.landmarks.lastOrder ?? '').slice(0, 24) < instant(touched)
      },
    },
    wants({ moment, journey, now, settings }) {
      const touched = instant(journey.slices.carts.open[moment.subject]?.touched ?? moment.since)
      const hasFailed = moment.reason === 'payment-failed'
      const { cartId, total } = moment.data
      const ladder = (hasFailed ? [paymentFailed] : steps).flatMap((gives): Wish[] => {
        if (!gives || (gives.minimum && !isWorth(gives.minimum, total?.amount, total?.currency))) return []
        const name = `${hasFailed ? 'payment-failed' : ''}+${minutesOf(gives.after)}m`
        return [
          {
            gives,
            at: later(hasFailed ? touched : later(touched, settings.abandonedAfter), gives.after),
            about: { cartId, ...(total && { total }) },
            message: `${touched}${name}/message`,
            reward: `${name}/reward`,
          },
        ]
      })
      const last = ladder.findLastIndex(({ at }) => at <= now)
      return ladder.slice(Math.max(last, 0))
    },
  })
}
