/** The moment of glory: a welcome at the first visit ever, once a customer. */
import { landmarks, later, moments } from '@motkit/core'
import * as z from 'zod'
import { checked, defineOffer, giver, givesOf, minutesOf, type Only, ruled, span } from './offer.ts'
import { doneElsewhere, ruleOf } from './offered.ts'

const schema = giver({
  ...ruled('welcome', { days: 1 }),
  /** At the landing already, or when the customer looks further. */
  from: z.enum(['landed', 'stayed']).default('stayed'),
  /** How long after the visit began; visits without a session are forgotten after a day. */
  after: span.prefault({}).refine((after) => minutesOf(after) <= 24 * 60, 'a day at most'),
  /** Send the message to those, too, whom the shop does not know yet. The reward is for everybody. */
  anonymous: z.boolean().default(false),
})
export type WelcomeOptions = z.input<typeof schema>

/**
 * Welcomes a customer at the first visit; not once they ordered, and not again where late facts tell of an earlier visit.
 * @throws MotError OFFER_INVALID
 * @example welcomeOffer({ message: 'welcome', reward: 'welcome-10', percent: 10, validDays: 14 })
 */
export function welcomeOffer<O extends WelcomeOptions>(options: Only<O, WelcomeOptions>) {
  const offer = checked('welcome', schema, options)
  const { message: _, ...silent } = offer
  return defineOffer({
    ...offer,
    on: moments.fmot,
    reads: [landmarks],
    may: givesOf<O>(offer),
    when: {
      'the customer stays': ({ moment: { reason } }) =>
        reason === 'stayed' || (offer.from === 'landed' && reason === 'landed'),
      'nothing was ordered': ({ journey }) => journey.slices.landmarks.lastOrder === undefined,
      'not welcomed before': ({ moment, journey }) =>
        doneElsewhere(journey.slices.offered, ruleOf(offer.id), moment.subject) === undefined,
    },
    wants: ({ moment, journey }) => [
      {
        gives: offer.anonymous || 'id' in journey.customer ? offer : silent,
        at: later(moment.since, offer.after),
        about: {},
      },
    ],
  })
}
