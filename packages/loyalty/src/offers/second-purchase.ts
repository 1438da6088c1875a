/** From the first order to the second: a nudge when the first was a good experience. */
import { cases, later, moments, orders, voices } from '@motkit/core'
import type * as z from 'zod'
import { goodSince, isUnresolved, ordersPlaced } from './experience.ts'
import { checked, defineOffer, giver, givesOf, type Only, ruled, span } from './offer.ts'

const schema = giver({
  ...ruled('second-purchase', { days: 14 }),
  /** How long after the experience was good: rated well, or kept past the return window. */
  after: span.prefault({ days: 7 }),
})
export type SecondPurchaseOptions = z.input<typeof schema>

/**
 * Invites to a second order after a good experience with the first, once; not while something is unresolved.
 * @throws MotError OFFER_INVALID
 * @example secondPurchase({ message: 'come-again', after: { days: 10 } })
 */
export function secondPurchase<O extends SecondPurchaseOptions>(options: Only<O, SecondPurchaseOptions>) {
  const offer = checked('secondPurchase', schema, options)
  return defineOffer({
    ...offer,
    on: moments.smotExperience,
    reads: [orders, cases, voices],
    may: givesOf<O>(offer),
    when: {
      'a good experience': ({ moment }) => moment.polarity === 'positive',
      'the only order': ({ moment, journey }) =>
        ordersPlaced(journey.slices.orders) === 1 && journey.slices.orders.open[moment.subject]?.canceled === undefined,
      'nothing is unresolved': ({ journey, now }) => !isUnresolved(journey.slices, now),
    },
    wants: ({ moment, settings }) => [
      {
        gives: offer,
        at: later(goodSince(moment, settings), offer.after),
        about: { orderId: moment.data.orderId, because: moment.reason },
      },
    ],
  })
}
