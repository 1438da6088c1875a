/** The ultimate moment of truth, before it turns negative: a word before a customer lapses, and perhaps an incentive after. */
import { later, moments, orders } from '@motkit/core'
import type * as z from 'zod'
import { checked, defineOffer, giver, givesOf, minutesOf, type Only, ruled, span } from './offer.ts'

const schema = giver({
  ...ruled('win-back', { days: 14 }),
  /** How long before the customer counts as lapsed. */
  before: span.prefault({ days: 30 }),
  /** A second step, once lapsed. */
  lapsed: giver({ after: span.prefault({}) }).optional(),
})
export type WinBackOptions = z.input<typeof schema>
type Lapsed<O> = O extends { readonly lapsed?: infer S } ? S : never

/**
 * Reminds a customer before they lapse, and once more after; not when they ordered meanwhile. Once for each last order.
 * @throws MotError OFFER_INVALID
 * @example winBack({ message: 'we-miss-you', lapsed: { after: { days: 14 }, message: 'last-call', reward: 'back-15', percent: 15 } })
 */
export function winBack<O extends WinBackOptions>(options: Only<O, WinBackOptions>) {
  const { lapsed, ...offer } = checked('winBack', schema, options)
  return defineOffer({
    ...offer,
    on: moments.umot,
    reads: [orders],
    may: givesOf<O | Lapsed<O>>(offer, lapsed),
    when: {
      'about to lapse, or lapsed': ({ moment: { reason } }) => reason === 'active' || reason === 'lapsed',
      'the last order was not canceled': ({ moment, journey }) =>
        journey.slices.orders.open[`order/${moment.data.orderId}`]?.canceled === undefined,
    },
    wants({ moment, settings: { lapseAfter } }) {
      const about = { orderId: moment.data.orderId }
      const lapse = later(moment.since, lapseAfter)
      if (moment.reason === 'lapsed') {
        if (!lapsed) return []
        const at = later(lapse, lapsed.after)
        return [{ gives: lapsed, at, about, message: 'lapsed/message', reward: 'lapsed/reward' }]
      }
      const at = later(lapse, { minutes: -minutesOf(offer.before) })
      return at <= moment.since ? [] : [{ gives: offer, at, about }]
    },
  })
}
