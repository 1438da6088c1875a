/** What the admin's routes answer: types alone, read by the routes and by the pages of the admin. */
import type { Explained, Stage, StoredAction } from '@motkit/core'
import type { Balance, Difference, Liability, ProgrammeOptions, Standing, StatementLine } from '@motkit/loyalty'
import type { Upcoming } from '@motkit/reviews'

type Polarity = Explained['moments'][number]['polarity']

/** `GET /admin/mot/overview?days=90` */
export interface OverviewAnswer {
  /** When the oldest part of it was counted; absent before the first count. */
  readonly countedAt?: string
  readonly stages: readonly { readonly stage: Stage; readonly customers: number }[]
  /** Moments by the UTC week (its Monday, as `2026-11-23`) in which they began. */
  readonly moments: readonly {
    readonly week: string
    readonly type: string
    readonly polarity: Polarity
    readonly count: number
  }[]
  /** Actions by rule: how many were carried out, wait, were held back (and by which guard, with its reason), or are dead. */
  readonly actions: readonly {
    readonly rule: string
    readonly type: string
    readonly state: 'done' | 'waiting' | 'held' | 'dead'
    readonly guard?: string
    readonly reason?: string
    readonly count: number
  }[]
  /** Absent without a programme. */
  readonly liability?: Liability
}

/** `GET /admin/mot/dead?after=…&limit=50` */
export interface DeadAnswer {
  readonly actions: readonly StoredAction[]
  /** Ask for the next page `after` it. */
  readonly next?: string
}
/** `POST /admin/mot/dead/retry` and `/admin/mot/dead/drop`, with `{ keys }` */
export interface RetriedAnswer {
  readonly retried: number
}
export interface DroppedAnswer {
  readonly dropped: number
}

/** A decision about a message or a reward, as the admin shows it. */
export type ShownDecision = Explained['decisions'][number]

/** `GET /admin/mot/customers/:id` */
export interface CustomerAnswer {
  readonly stage: Stage
  /** The newest first. */
  readonly moments: Explained['moments']
  /** What was decided, the newest first: open promises, what was done, what was held and why. */
  readonly decisions: readonly ShownDecision[]
  /** By wallet; absent without a programme. */
  readonly balances?: Readonly<Record<string, Balance>>
  readonly tier?: Standing
  /** The newest lines of the main wallet. */
  readonly statement?: readonly StatementLine[]
  /** Review requests; absent where reviews do not run. */
  readonly reviews?: readonly Upcoming[]
}
/** `GET /admin/mot/customers/:id/explain` */
export type ExplainAnswer = Explained
/** `POST /admin/mot/customers/:id/adjustments`, with `{ id, points, reason, wallet? }`; `id` makes it safe to repeat */
export interface AdjustedAnswer {
  readonly balances: Readonly<Record<string, Balance>>
}

/** `GET /admin/mot/orders/:id` */
export interface OrderAnswer {
  /** Whose order it is. */
  readonly customerId: string
  readonly moments: Explained['moments']
  readonly decisions: readonly ShownDecision[]
  readonly reviews?: readonly Upcoming[]
}

/** `GET /admin/mot/programme`; `POST /admin/mot/programme`, with `{ programme, basedOn }`, answers the same */
export interface ProgrammeAnswer {
  /** As it was saved, or, where none was, as medusa-config has it. */
  readonly programme: ProgrammeOptions
  readonly from: 'config' | 'saved'
  /** Rises with each saved one, 0 for that of medusa-config: `basedOn` of the next save, so that nobody's is lost. */
  readonly revision: number
  readonly savedAt?: string
  readonly savedBy?: string
}
/** `POST /admin/mot/programme/simulation`, with `{ programme, customers? }`: so many customers at most, 500 unless told */
export interface SimulationAnswer {
  readonly customers: number
  readonly total: Difference
  readonly byRule: Readonly<Record<string, Difference>>
  /** Those for whom the most would change. */
  readonly most: readonly (Difference & { readonly customerId: string })[]
}
/**
 * Every refusal: `{ type, code, message, details? }`, as `PROGRAMME_INVALID` with `details.path`, as `earn.2.rate.EUX`,
 * or `PROGRAMME_CHANGED` (409) where somebody else saved meanwhile.
 */
