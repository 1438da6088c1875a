/** The zero and the first moment of truth: what could I buy, and do I stay? Both are about a visit. */
import * as z from 'zod'
import { iso, ms } from '../clock.ts'
import { instant } from '../event.ts'
import { device, intent } from '../events/shared.ts'
import { defineMoment, type Found } from '../moment.ts'
import { bounced, landmarks, SILENCE, type Visit, visits } from '../slices/visits.ts'

const opener = z.enum(['search', 'comparison', 'reviews', 'ad', 'referral', 'content'])
const deviceOf = (visit: Visit): { device?: z.infer<typeof device> } =>
  visit.device ? { device: visit.device.split(' ').at(-1) as z.infer<typeof device> } : {}
/** When a visit will be over, if nothing more happens. */
const over = (visit: Visit): string => iso(ms(instant(visit.to)) + SILENCE)
/** A session's visit is its subject; visits by silence are told apart by when they began. */
const about = (subject: string, visit: Visit): { subject?: string } =>
  subject === 'visit/-' ? { subject: `visit/-/${instant(visit.from)}` } : {}

/**
 * Zero moment of truth, opened by a search, a comparison, reading reviews, or arriving from an ad, a referral or shared content.
 * Positive `found`: a product was seen. Negative `left`: the visit ended without one.
 */
const zero = z.object({
  by: opener,
  intent,
  device: device.optional(),
  referredBy: z.string().optional(),
  contentId: z.string().optional(),
})
type Zero = z.infer<typeof zero>
export const zmot = defineMoment({
  type: 'zmot',
  schema: zero,
  per: ['visit'],
  reads: [visits],
  detect: ({ subject, journey, now }) =>
    (journey.slices.visits.open[subject]?.list ?? []).flatMap((visit): Found<Zero>[] => {
      const { zero: opened, product } = visit
      if (!opened) return []
      const { at, ...data } = opened
      const base = { ...about(subject, visit), data: { ...data, ...deviceOf(visit) } }
      if (product !== undefined) return [{ ...base, polarity: 'positive', reason: 'found', evidence: [at, product] }]
      if (over(visit) <= now) return [{ ...base, polarity: 'negative', reason: 'left', evidence: [at] }]
      return [{ ...base, polarity: 'neutral', reason: 'looking', evidence: [at], again: over(visit) }]
    }),
})

/**
 * First moment of truth: the first visit of somebody new. Positive `stayed`: looked further, or put something in the cart.
 * Negative `bounced`: at most one step, then half an hour of silence.
 */
export const fmot = defineMoment({
  type: 'fmot',
  schema: z.object({ device: device.optional() }),
  per: ['visit'],
  reads: [visits, landmarks],
  detect({ subject, journey, now }) {
    const { firstVisit } = journey.slices.landmarks
    const list = journey.slices.visits.open[subject]?.list ?? []
    const visit = list.find((one) => firstVisit === `${instant(one.from)} ${subject}`)
    if (!visit) return undefined
    const base = { ...about(subject, visit), data: deviceOf(visit), evidence: [visit.from] }
    const found: Found<typeof base.data> = !bounced(visit)
      ? { ...base, polarity: 'positive', reason: 'stayed' }
      : over(visit) <= now
        ? { ...base, polarity: 'negative', reason: 'bounced' }
        : { ...base, polarity: 'neutral', reason: 'landed', again: over(visit) }
    return found
  },
})
