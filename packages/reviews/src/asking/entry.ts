/** One request or reminder: what it is about, by which name it is decided, and how it stands. */
import { instant } from '@motkit/core'
import type { Assigned } from '../experiment.ts'
import type { Incentive } from '../policies/incentive.ts'
import type { Dated } from './date.ts'
import type { Left } from './items.ts'
import type { Requests } from './memory.ts'
import type { Asking, mayBeAsked, Obstacle } from './whether.ts'

/** An ask about an order, as the customer's variant has it; where each product has a request of its own, about that one. */
export interface Candidate extends Asking {
  /** `order/1001`. */
  readonly subject: string
  /** The decision's. */
  readonly name: string
  /** The variant of the ask's experiment. */
  readonly assigned?: Assigned
  readonly product?: string
  readonly may: ReturnType<typeof mayBeAsked>
}
export interface Entry extends Candidate {
  /** None: the order as a whole. */
  readonly products?: readonly string[]
  readonly left?: readonly Left[]
  /** Its number, from 1, where it is a reminder. */
  readonly reminder?: number
  readonly incentives?: readonly Incentive[]
  readonly outcome: Dated | { readonly status: 'sent'; readonly at: string }
}

/** How it ended for good without being sent. */
export function endOf({ unsent }: Requests, subject: string, name: string): Obstacle | undefined {
  const end = unsent[`${subject} ${name}`]
  return end && end.outcome !== 'retried'
    ? { status: 'skipped', reason: end.reason ?? end.outcome, since: instant(end.at) }
    : undefined
}
/** From the one that says the least of a product to the one that is nearest to asking about it. */
const nearness: readonly Left['reason'][] = [
  'excluded',
  'gift-card',
  'not-kept',
  'reviewed',
  'asked-recently',
  'not-chosen',
]
/** Nearer is what comes after more checks; then what ends sooner; then what began later. */
const byNearness = (a: Left, b: Left): number =>
  nearness.indexOf(b.reason) - nearness.indexOf(a.reason) || compare(a.until, b.until) || compare(b.since, a.since)
const compare = (a = '', b = ''): number => (a < b ? -1 : a > b ? 1 : 0)

/** Why none of the products is asked about: what holds of the one that is nearest to it. */
export function noneOf(left: readonly Left[]): Obstacle {
  const [nearest] = left.toSorted(byNearness)
  const { productId: _, ...why } = nearest ?? { productId: '', reason: 'not-chosen' }
  return { status: 'skipped', ...why }
}
/** What is known of an entry's products. */
export const aboutOf = (products: readonly string[] | undefined, left: readonly Left[] = []): Partial<Entry> => ({
  ...(products && { products }),
  ...(left.length > 0 && { left }),
})
