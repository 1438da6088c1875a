/** The third moment of truth (do they look after me?) and the ultimate one (again, and do I tell others?). */
import * as z from 'zod'
import { later } from '../clock.ts'
import { instant } from '../event.ts'
import { defineMoment, type Found } from '../moment.ts'
import { delivered, orders } from '../slices/orders.ts'
import { landmarkSubject, landmarks } from '../slices/visits.ts'
import { cases, voices } from '../slices/voices.ts'

/**
 * Third moment of truth, about a case. Positive `satisfied` (4, 5), `solved`. Negative `dissatisfied` (1, 2), `unsolved`,
 * `slow` (no answer, or no end, in time). Neutral `so-so` (3), `open`.
 */
export const tmot = defineMoment({
  type: 'tmot',
  schema: z.object({ caseId: z.string(), orderId: z.string().optional(), satisfaction: z.int().optional() }),
  per: ['case'],
  reads: [cases],
  detect({ subject, journey, now, settings }) {
    const state = journey.slices.cases.open[subject]
    if (state?.opened === undefined) return undefined
    const { opened, answered, resolved, rating } = state
    const data = {
      caseId: subject.slice(5),
      ...(state.orderId !== undefined && { orderId: state.orderId }),
      ...(rating && { satisfaction: rating.value }),
    }
    const found = (
      polarity: Found<typeof data>['polarity'],
      reason: string,
      evidence?: string,
      again?: string,
    ): Found<typeof data> => ({
      polarity,
      reason,
      data,
      evidence: [opened, evidence],
      again,
    })
    if (rating) {
      if (rating.value <= 2) return found('negative', 'dissatisfied', rating.at)
      return rating.value === 3 ? found('neutral', 'so-so', rating.at) : found('positive', 'satisfied', rating.at)
    }
    if (resolved && !resolved.value.solved) return found('negative', 'unsolved', resolved.at)
    const answerBy = later(instant(opened), settings.answerWithin)
    const resolveBy = later(instant(opened), settings.resolveWithin)
    if (resolved)
      return instant(resolved.at) > resolveBy
        ? found('negative', 'slow', resolved.at)
        : found('positive', 'solved', resolved.at)
    const deadline = answered === undefined ? answerBy : resolveBy
    return deadline <= now ? found('negative', 'slow', answered) : found('neutral', 'open', answered, deadline)
  },
})

/**
 * Ultimate moment of truth. About an order that arrived: positive `ordered-again`, neutral `open`; about `lapse/<last order>`:
 * negative `lapsed`, neutral `active`. About a review: positive `recommended` (4, 5), neutral `so-so` (3), negative `warned` (1, 2).
 * About a referral or a share: positive `referred`, `shared`.
 */
export const umot = defineMoment({
  type: 'umot',
  schema: z.object({
    orderId: z.string().optional(),
    reviewId: z.string().optional(),
    referralId: z.string().optional(),
    contentId: z.string().optional(),
    rating: z.int().optional(),
  }),
  per: ['order', 'review', 'referral', 'share'],
  reads: [orders, voices, landmarks],
  detect({ subject, journey, now, settings }) {
    const id = subject.slice(subject.indexOf('/') + 1)
    if (!subject.startsWith('order/')) {
      const voice = journey.slices.voices.open[subject]
      if (voice?.at === undefined) return undefined
      const evidence = [voice.at]
      if (subject.startsWith('referral/'))
        return { polarity: 'positive', reason: 'referred', data: { referralId: id }, evidence }
      if (subject.startsWith('share/'))
        return { polarity: 'positive', reason: 'shared', data: { contentId: id }, evidence }
      const rating = voice.rating?.value ?? 0
      const data = { reviewId: id, rating }
      if (rating === 3) return { polarity: 'neutral', reason: 'so-so', data, evidence }
      return rating > 3
        ? { polarity: 'positive', reason: 'recommended', data, evidence }
        : { polarity: 'negative', reason: 'warned', data, evidence }
    }
    const order = journey.slices.orders.open[subject]
    const { lastOrder } = journey.slices.landmarks
    if (order?.placed === undefined || lastOrder === undefined) return undefined
    const arrived = delivered(order)
    const data = { orderId: id }
    if (landmarkSubject(lastOrder) !== subject) {
      return arrived === undefined
        ? undefined
        : { polarity: 'positive', reason: 'ordered-again', data, evidence: [order.placed, arrived] }
    }
    const lapse = later(instant(order.placed), settings.lapseAfter)
    const about = { subject: `lapse/${id}`, data, evidence: [order.placed] }
    const found: Found<typeof data>[] = [
      lapse <= now
        ? { ...about, polarity: 'negative', reason: 'lapsed' }
        : { ...about, polarity: 'neutral', reason: 'active', again: lapse },
    ]
    if (arrived !== undefined) found.push({ polarity: 'neutral', reason: 'open', data, evidence: [arrived] })
    return found
  },
})
