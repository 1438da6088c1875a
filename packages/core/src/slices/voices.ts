/** Cases, and what customers tell others: reviews, referrals, shared content. */
import { ms } from '../clock.ts'
import { earliest, instant, type Stamp, stamp } from '../event.ts'
import {
  caseAnswered,
  caseOpened,
  caseResolved,
  contentShared,
  referralMade,
  reviewSubmitted,
  surveyAnswered,
} from '../events/index.ts'
import { defineKeyedSlice } from '../slice.ts'
import { newer, type Register } from './profile.ts'

const DAY = 86_400_000

export interface Case {
  readonly opened?: Stamp
  readonly orderId?: string
  readonly answered?: Stamp
  /** The latest word on its end. */
  readonly resolved?: Register<{ readonly solved: boolean }>
  /** Satisfaction, 1 to 5. */
  readonly rating?: Register<number>
}
export const cases = defineKeyedSlice({
  name: 'cases',
  per: ['case'],
  initial: {} as Case,
  on: [caseOpened, caseAnswered, caseResolved, surveyAnswered],
  fold: {
    'case.opened': (state, event) => ({
      ...state,
      opened: earliest(state.opened, stamp(event)),
      ...(event.data.orderId !== undefined && {
        orderId: state.orderId === undefined ? event.data.orderId : earliest(state.orderId, event.data.orderId),
      }),
    }),
    'case.answered': (state, event) => ({ ...state, answered: earliest(state.answered, stamp(event)) }),
    'case.resolved': (state, event) => ({
      ...state,
      resolved: newer(state.resolved, { solved: event.data.solved ?? true }, stamp(event)),
      ...(event.data.satisfaction !== undefined && {
        rating: newer(state.rating, event.data.satisfaction, stamp(event)),
      }),
    }),
    'survey.answered': (state, event) =>
      event.data.kind === 'csat' ? { ...state, rating: newer(state.rating, event.data.score, stamp(event)) } : state,
  },
  closes: (state, now) =>
    state.opened !== undefined &&
    ms(instant(state.resolved?.at ?? state.opened)) + (state.resolved ? 30 : 365) * DAY <= ms(now),
  share: (state) => ({ cases: 1, ...(state.resolved?.value.solved && { solved: 1 }) }),
})

export interface Voice {
  readonly at?: Stamp
  readonly rating?: Register<number>
}
const heard = (state: Voice, at: Stamp): Voice => ({ ...state, at: earliest(state.at, at) })
export const voices = defineKeyedSlice({
  name: 'voices',
  per: ['review', 'referral', 'share'],
  initial: {} as Voice,
  on: [reviewSubmitted, referralMade, contentShared],
  fold: {
    'review.submitted': (state, event) => ({
      ...heard(state, stamp(event)),
      rating: newer(state.rating, event.data.rating, stamp(event)),
    }),
    'referral.made': (state, event) => heard(state, stamp(event)),
    'content.shared': (state, event) => heard(state, stamp(event)),
  },
  closes: (state, now) => state.at !== undefined && ms(instant(state.at)) + 30 * DAY <= ms(now),
  share: (state) => {
    const polarity =
      state.rating === undefined || state.rating.value >= 4
        ? 'positive'
        : state.rating.value === 3
          ? 'neutral'
          : 'negative'
    return { [polarity]: 1, ...(state.rating && { [`${polarity}Reviews`]: 1 }) }
  },
})
