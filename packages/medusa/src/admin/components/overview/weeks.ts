/** Moments by week, as a chart and a table show them. Pure. */
import type { OverviewAnswer } from '../../../api/admin/mot/answers'

type Counted = OverviewAnswer['moments'][number]
/** Every week from the first to the last, those without a moment too. */
export type Week = { readonly week: string } & Readonly<Record<Counted['polarity'], number>>

const WEEK_MS = 7 * 86_400_000

/** @param kind of moment; without it, all */
export function byWeek(moments: readonly Counted[], kind?: string): readonly Week[] {
  const counted = moments.filter(({ type }) => kind === undefined || type === kind)
  const times = counted.map(({ week }) => Date.parse(week))
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const weeks: Week[] = []
  for (let time = first; time <= last; time += WEEK_MS) {
    const week = new Date(time).toISOString().slice(0, 10)
    const sum = (polarity: Counted['polarity']): number =>
      counted.reduce((all, one) => (one.week === week && one.polarity === polarity ? all + one.count : all), 0)
    weeks.push({ week, positive: sum('positive'), neutral: sum('neutral'), negative: sum('negative') })
  }
  return weeks
}

/** The kinds that were counted, by name. */
export const kindsOf = (moments: readonly Counted[]): readonly string[] =>
  [...new Set(moments.map(({ type }) => type))].sort()
