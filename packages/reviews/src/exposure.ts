/** Exposure: the fact that somebody met a variant. Without it an experiment could not tell them from those who never got so far. */
import { defineEvent, defineKeyedSlice, earliest, instant, later, type Stamp, stamp } from '@motkit/core'
import * as z from 'zod'
import type { Assigned } from './experiment.ts'

const id = z.string().min(1).max(200)

/** Segment's "Experiment Viewed", in the names of GrowthBook's tracking callback. */
export const experimentViewed = defineEvent('experiment.viewed', z.object({ experimentId: id, variationId: id }), {
  subject: (data) => `experiment/${data.experimentId}`,
})

/** By variant, when it was met first. More than one: somebody was seen under two ids, and is left out of what is measured. */
export type Exposure = Readonly<Record<string, Stamp>>
const none: Exposure = {}
/** Longer than experiments run. */
const KEPT = { days: 365 }

export const exposures = defineKeyedSlice({
  name: 'exposures',
  per: ['experiment'],
  initial: none,
  on: [experimentViewed],
  fold: {
    'experiment.viewed': (state, event) => {
      const { variationId } = event.data
      return { ...state, [variationId]: earliest(state[variationId], stamp(event)) }
    },
  },
  closes: (state, now) => {
    const last = Object.values(state).sort().at(-1)
    return last !== undefined && later(instant(last), KEPT) <= now
  },
  share: () => ({ experiments: 1 }),
})

/** What of a journey is looked at. */
export interface WithExposures {
  readonly slices: { readonly exposures: typeof exposures.initial }
}
/**
 * The exposure as a fact for a rule to record beside what it decides by the variant: once, however often the rule is asked.
 * The rule reads `exposures` and may record `experimentViewed`.
 */
export function expose(
  assigned: Assigned | undefined,
  { slices }: WithExposures,
): ReturnType<typeof experimentViewed>[] {
  if (!assigned) return []
  const { experiment, variant } = assigned
  const known = slices.exposures.open[`experiment/${experiment}`]
  return known?.[variant] === undefined ? [experimentViewed({ experimentId: experiment, variationId: variant })] : []
}
