/** The tier of a customer as it was announced: the latest change, the tiers entered, and whether the present one is endangered. */
import { type AnyEvent, defineSlice, type EventOf, type Stamp, stamp } from '@motkit/core'
import { changeSubject, TIER, tierChanged, tierEndangered, tierSecured } from './facts.ts'

interface Numbered {
  readonly number: number
  readonly at: Stamp
}
export interface TierChange extends Numbered {
  readonly tier?: string
  readonly reason: EventOf<typeof tierChanged>['data']['reason']
}
/** Every field is a latest or a first by number, so that the order of arrival does not count. */
export interface TierState {
  readonly change?: TierChange
  /** By tier: the numbers of the first and of the last change that led to it. */
  readonly entered: Readonly<Record<string, readonly [first: number, last: number]>>
  /** Until when it is endangered; without `until` it was secured. */
  readonly risk?: Numbered & { readonly until?: string }
}
const none: TierState = { entered: {} }
const later = <N extends Numbered>(a: N | undefined, b: N): N =>
  a && (a.number === b.number ? a.at >= b.at : a.number > b.number) ? a : b

/** The slice of a programme; `moves` are the events after which a tier is looked at. */
export const tiersSlice = (moves: readonly AnyEvent[] = []) => {
  const slice = defineSlice({
    name: 'tiers',
    initial: none,
    on: [tierChanged, tierEndangered, tierSecured],
    fold: {
      'tier.changed': (state, event) => {
        const { number, to, reason } = event.data
        const change: TierChange = { number, at: stamp(event), reason, ...(to !== undefined && { tier: to }) }
        const [first, last] = (to !== undefined && state.entered[to]) || [number, number]
        const span = [Math.min(first, number), Math.max(last, number)] as const
        return {
          ...state,
          change: later(state.change, change),
          ...(to !== undefined && reason !== 'dropped' && { entered: { ...state.entered, [to]: span } }),
        }
      },
      'tier.endangered': (state, event) => {
        const { number, until } = event.data
        return {
          ...state,
          risk: later<NonNullable<TierState['risk']>>(state.risk, { number, at: stamp(event), until }),
        }
      },
      'tier.secured': (state, event) => ({
        ...state,
        risk: later(state.risk, { number: event.data.number, at: stamp(event) }),
      }),
    },
    // What was promised at earlier changes may not be wanted any more.
    touches: ({ type }, { change, entered }) =>
      type === tierChanged.type
        ? [TIER, ...new Set([change?.number ?? [], ...Object.values(entered)].flat().map(changeSubject))]
        : [TIER],
  })
  return { ...slice, on: [...slice.on, ...moves] }
}
/** For rules of others to read. */
export const tiers = tiersSlice()

/** Until when the tier in force is endangered. */
export const endangeredUntil = ({ change, risk }: TierState): string | undefined =>
  risk && risk.number > (change?.number ?? 0) ? risk.until : undefined
export const nextNumber = ({ change, risk }: TierState): number => Math.max(change?.number ?? 0, risk?.number ?? 0) + 1
