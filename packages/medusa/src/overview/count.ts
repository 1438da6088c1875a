/** What one customer adds to the overview. Pure. */
import type { Explained, Stage } from '@motkit/core'
import type { OverviewAnswer } from '../api/admin/mot/answers'

export type MomentCount = OverviewAnswer['moments'][number]
/** With the week in which it was, or is, due. */
export type ActionCount = OverviewAnswer['actions'][number] & { readonly week: string }
export interface Counts {
  readonly stage: Stage
  readonly moments: readonly MomentCount[]
  readonly actions: readonly ActionCount[]
}

const DAY = 86_400_000
/** The Monday of the UTC week of an instant. */
export function weekOf(at: string | number): string {
  const day = new Date(at)
  const sinceMonday = (day.getUTCDay() + 6) % 7
  return new Date(day.getTime() - sinceMonday * DAY).toISOString().slice(0, 10)
}

type Decision = Explained['decisions'][number]
const states: Readonly<Record<Decision['state'], ActionCount['state'] | undefined>> = {
  open: 'waiting',
  taken: 'waiting',
  done: 'done',
  dead: 'dead',
  suppressed: 'held',
  'held-out': 'held',
  fired: undefined,
}

export function countsOf({ stage, moments, decisions }: Explained): Counts {
  const actions = decisions.flatMap(({ kind, rule, type, state, due, held }): Omit<ActionCount, 'count'>[] => {
    const word = states[state]
    if (kind !== 'action' || word === undefined) return []
    const told = word === 'held' || word === 'waiting' ? held : undefined
    return [
      {
        week: weekOf(due),
        rule,
        type,
        state: word,
        ...(told && { guard: told.guard, ...(told.reason !== undefined && { reason: told.reason }) }),
      },
    ]
  })
  return {
    stage,
    // What stands from the start, as having no tier, began in no week.
    moments: counted(
      moments
        .filter(({ since }) => since !== '')
        .map(({ since, type, polarity }) => ({ week: weekOf(since), type, polarity })),
    ),
    actions: counted(actions),
  }
}
/** Equal ones as one, with their number. */
function counted<T extends object>(all: readonly T[]): readonly (T & { readonly count: number })[] {
  const byContent = new Map<string, T & { count: number }>()
  for (const one of all) {
    const content = JSON.stringify(one)
    const known = byContent.get(content)
    if (known) known.count++
    else byContent.set(content, { ...one, count: 1 })
  }
  return [...byContent.values()]
}
