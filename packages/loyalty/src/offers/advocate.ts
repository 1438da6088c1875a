/** The way from a repeat customer to an advocate: who is content is asked to tell others. */
import {
  cases,
  instant,
  type Keyed,
  landmarks,
  later,
  type MomentOf,
  moments,
  orders,
  type Settings,
  type Voice,
  voices,
} from '@motkit/core'
import type * as z from 'zod'
import { goodSince, isUnresolved, ordersPlaced } from './experience.ts'
import { checked, defineOffer, giver, givesOf, minutesOf, type Only, ruled, span } from './offer.ts'
import { doneElsewhere, ruleOf } from './offered.ts'

const schema = giver({
  ...ruled('advocate', { days: 14 }),
  /** How long after the good word, or the good experience. */
  after: span.prefault({ days: 2 }),
  /** Not asked again within this. */
  every: span.prefault({ days: 180 }),
})
export type AdvocateOptions = z.input<typeof schema>

/** Good reviews, as `instant subject`. */
const goodReviews = ({ open }: Keyed<Voice>): readonly string[] =>
  Object.entries(open).flatMap(([subject, { at, rating }]) =>
    at && rating && rating.value > 3 ? [`${instant(at)} ${subject}`] : [],
  )
/** Since when there is a reason to ask. */
const reasonSince = (
  moment: MomentOf<typeof moments.umot> | MomentOf<typeof moments.smotExperience>,
  settings: Settings,
): string => (moment.type === 'umot' ? moment.since : goodSince(moment, settings))
/** Referrals and shares, closed ones too: of what closed voices leave, what is positive and no review. */
const wordsToOthers = ({ open, closed }: Keyed<Voice>): number =>
  (closed.positive ?? 0) -
  (closed.positiveReviews ?? 0) +
  Object.entries(open).filter(([subject, { at }]) => at !== undefined && !subject.startsWith('review/')).length

/**
 * Asks a content customer to review, refer or share: after a good review, or when a further order was a good experience.
 * One ask at a time; not once something was referred or shared, and not while a negative moment is unresolved.
 * @throws MotError OFFER_INVALID
 * @example advocate({ message: 'tell-your-friends' })
 */
export function advocate<O extends AdvocateOptions>(options: Only<O, AdvocateOptions>) {
  const offer = checked('advocate', schema, options)
  /** So long after a good review its ask can still come: others wait for it. */
  const wait = { minutes: minutesOf(offer.after) + minutesOf(offer.lateAfter) }
  return defineOffer({
    ...offer,
    on: [moments.umot, moments.smotExperience],
    reads: [orders, cases, voices, landmarks],
    may: givesOf<O>(offer),
    when: {
      'a good review, or a further order that went well': ({ moment, journey }) =>
        moment.type === 'umot'
          ? moment.reason === 'recommended'
          : moment.polarity === 'positive' && ordersPlaced(journey.slices.orders) > 1,
      'nothing was referred or shared': ({ journey }) => wordsToOthers(journey.slices.voices) === 0,
      'nothing is unresolved': ({ journey, now }) => !isUnresolved(journey.slices, now),
      'not asked lately': ({ moment, journey, settings }) => {
        const asked = doneElsewhere(journey.slices.offered, ruleOf(offer.id), moment.subject)
        return asked === undefined || later(instant(asked), offer.every) <= reasonSince(moment, settings)
      },
      'no better reason': ({ moment, journey, settings }) => {
        const { voices: said, landmarks: known } = journey.slices
        const since = reasonSince(moment, settings)
        const isReview = moment.type === 'umot'
        const isBetter = (review: string) =>
          (!isReview || review < `${since} ${moment.subject}`) && later(review.slice(0, 24), wait) > since
        return !goodReviews(said).some(isBetter) && (isReview || known.lastOrder?.slice(25) === moment.subject)
      },
    },
    wants: ({ moment, settings }) => {
      const isReview = moment.type === 'umot'
      const { data, reason } = moment
      return [
        {
          gives: offer,
          at: later(reasonSince(moment, settings), offer.after),
          about: {
            ...('orderId' in data && { orderId: data.orderId }),
            ...('reviewId' in data && { reviewId: data.reviewId }),
            because: reason,
            ask: isReview ? ['refer', 'share'] : ['review', 'refer', 'share'],
          },
        },
      ]
    },
  })
}
