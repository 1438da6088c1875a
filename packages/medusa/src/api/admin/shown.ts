/** What the engine explains, as the admin shows it. */
import type { Explained } from '@motkit/core'
import type { ShownDecision } from './mot/answers'

export interface Shown {
  readonly moments: Explained['moments']
  readonly decisions: readonly ShownDecision[]
}
const newestFirst = <T>(all: readonly T[], at: (one: T) => string): readonly T[] =>
  [...all].sort((a, b) => (at(a) < at(b) ? 1 : -1))

export const shownOf = ({ moments, decisions }: Explained): Shown => ({
  moments: newestFirst(moments, ({ since }) => since),
  decisions: newestFirst(
    decisions.filter(({ kind }) => kind === 'action'),
    ({ due }) => due,
  ),
})

/** Of it, what is about an order: by its subject, or by what it says. */
export function aboutOrder({ moments, decisions }: Shown, id: string): Shown {
  const isAbout = ({ subject, data }: { readonly subject: string; readonly data?: unknown }): boolean =>
    subject === `order/${id}` || (data as { readonly orderId?: unknown } | null | undefined)?.orderId === id
  return { moments: moments.filter(isAbout), decisions: decisions.filter(isAbout) }
}
