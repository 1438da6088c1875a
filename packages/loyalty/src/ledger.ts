/** The ledger: sums of movements by slot. What is about an order, a review, a reservation stands there; the rest in the wallets. */
import {
  type AnyEvent,
  defineKeyedSlice,
  defineSlice,
  type EventOf,
  earliest,
  events,
  instant,
  type Keyed,
  type Stamp,
  stamp,
} from '@motkit/core'
import { daysAfter, monthOf } from './calendar.ts'
import type { Gift } from './catalogue.ts'
import {
  pointsAdjusted,
  pointsRecorded,
  pointsRedeemed,
  pointsReserved,
  pointsReturned,
  reservationReleased,
} from './facts.ts'
import { type Activity, addTo, readSlot, type Sums, slotOf } from './lot.ts'
import type { Exclusions, OrderRule } from './programme.ts'

/** What points of one subject were granted by, of one version of the programme. */
export interface Basis {
  readonly at: Stamp
  readonly rules: Readonly<Record<string, OrderRule>>
  readonly exclude?: Exclusions
  readonly lots: Readonly<Record<string, { readonly at: Stamp; readonly lot: string }>>
}
/** What an action earned, by rule. */
export interface Earned {
  readonly at: Stamp
  readonly worth: number
  readonly lot: string
  readonly recorded: number
}
export interface Hold {
  readonly at: Stamp
  readonly wallet: string
  readonly points: number
  readonly lots: readonly { readonly lot: string; readonly points: number; readonly expiresAt?: string | undefined }[]
  readonly expiresAt: string
  readonly orderId?: string | undefined
  readonly redemptionId?: string | undefined
  readonly reward?: string | undefined
  readonly gift?: Gift | undefined
}
interface Charges {
  readonly at: Stamp
  readonly shipping?: number
  readonly tax?: number
}
/** The points of one subject: every field is a sum, a first or a last, so that the order of arrival does not count. */
export interface Points {
  /** Earned less taken back, by slot. */
  readonly recorded: Sums
  /** Spent less given back, by lot. */
  readonly spent?: Sums
  /** By version of the programme; the first one counts. */
  readonly bases?: Readonly<Record<string, Basis>>
  readonly actions?: Readonly<Record<string, Earned>>
  /** The first event of each type that points may wait for. */
  readonly marks?: Readonly<Record<string, Stamp>>
  /** Shipping and tax, as first placed and by the latest word since. */
  readonly placed?: Charges
  readonly updated?: Charges
  readonly hold?: Hold
  readonly committed?: Stamp
  readonly released?: Stamp
}
/** An entry of one subject needs the rule's name alone; the wallets hold those of subjects without an entry. */
export const actionKey = (rule: string, about: string | undefined): string =>
  about === undefined || hasEntry(about) ? rule : `${rule} ${about}`
type Recorded = EventOf<typeof pointsRecorded>
type Part = Pick<Points, 'recorded' | 'bases' | 'actions'>

function record(state: Part, event: Recorded): Part {
  const at = stamp(event)
  const { movements, terms, grants, orderId } = event.data
  let recorded = state.recorded
  for (const { lot, from, points } of movements) recorded = addTo(recorded, slotOf(lot, from), points)
  if (orderId === undefined) {
    const actions: Record<string, Earned> = { ...state.actions }
    for (const { rule, wallet, points } of grants) {
      const key = actionKey(rule, event.data.about)
      const known = actions[key]
      const sum = (known?.recorded ?? 0) + event.data.points
      const lot = terms.lots[wallet] ?? ''
      actions[key] = known && known.at <= at ? { ...known, recorded: sum } : { at, worth: points, lot, recorded: sum }
    }
    return { ...state, recorded, actions }
  }
  const known = state.bases?.[terms.version]
  const lots: Record<string, Basis['lots'][string]> = { ...known?.lots }
  for (const [wallet, lot] of Object.entries(terms.lots)) {
    const before = lots[wallet]
    lots[wallet] = before && before.at <= at ? before : { at, lot }
  }
  const basis: Basis = {
    at: earliest(known?.at, at),
    rules: { ...known?.rules, ...terms.rules },
    ...(terms.exclude && { exclude: terms.exclude }),
    lots,
  }
  return { ...state, recorded, bases: { ...state.bases, [terms.version]: basis } }
}
const move = (
  sums: Sums | undefined,
  lots: readonly { readonly lot: string; readonly points: number }[],
  sign: 1 | -1,
): Sums => lots.reduce((all, { lot, points }) => addTo(all, lot, sign * points), sums ?? {})
const charges = (
  event: EventOf<typeof events.orderPlaced> | EventOf<typeof events.orderUpdated>,
): Charges | undefined => {
  const { shipping, tax } = event.data
  if (!shipping && !tax) return undefined
  return { at: stamp(event), ...(shipping && { shipping: shipping.amount }), ...(tax && { tax: tax.amount }) }
}
export const isHeld = ({ hold, committed, released }: Points, now: string): boolean =>
  hold !== undefined && committed === undefined && released === undefined && now < hold.expiresAt

/** The kinds of subject that points are earned, set aside or spent about. */
const kinds = [
  'order',
  'review',
  'referral',
  'share',
  'case',
  'birthday',
  'anniversary',
  'reservation',
  'redemption',
] as const
export const hasEntry = (subject: string | undefined): subject is string =>
  subject !== undefined && kinds.some((kind) => subject.startsWith(`${kind}/`))
const none: Points = { recorded: {} }

/** The slice of a programme; `waits` are the types of events about an order that its points wait for. */
export const pointsSlice = (waits: readonly AnyEvent[] = []) => {
  const marks = waits.map(
    ({ type }) => [type, (state: Points, event: EventOf<AnyEvent>) => mark(state, event)] as const,
  )
  const slice = defineKeyedSlice({
    name: 'points',
    per: kinds,
    initial: none,
    on: [
      pointsRecorded,
      pointsRedeemed,
      pointsReturned,
      pointsReserved,
      reservationReleased,
      events.orderPlaced,
      events.orderUpdated,
    ],
    fold: {
      'points.recorded': (state, event) => ({ ...state, ...record(state, event) }),
      'points.redeemed': (state, event, subject) => ({
        ...state,
        ...(subject === event.subject && { spent: move(state.spent, event.data.lots, 1) }),
        ...(subject.startsWith('reservation/') && { committed: earliest(state.committed, stamp(event)) }),
      }),
      'points.returned': (state, event) => ({ ...state, spent: move(state.spent, event.data.lots, -1) }),
      'points.reserved': (state, event) => {
        const at = stamp(event)
        if (state.hold && state.hold.at <= at) return state
        const { reservationId: _, ...hold } = event.data
        return { ...state, hold: { at, ...hold } }
      },
      'reservation.released': (state, event) => ({ ...state, released: earliest(state.released, stamp(event)) }),
      'order.placed': (state, event) => {
        const said = charges(event)
        if (!said || (state.placed && state.placed.at <= said.at)) return state
        return { ...state, placed: said }
      },
      'order.updated': (state, event) => {
        const said = charges(event)
        if (!said || (state.updated && state.updated.at >= said.at)) return state
        return { ...state, updated: said }
      },
    },
    closes: ({ recorded, hold, committed }, now) =>
      Object.keys(recorded).every((slot) => !settles(slot, now)) &&
      isOver(hold?.expiresAt, now) &&
      isOver(committed && instant(committed), now),
    share,
  })
  return marks.length === 0
    ? slice
    : { ...slice, on: [...slice.on, ...waits], fold: { ...slice.fold, ...Object.fromEntries(marks) } }
}
const mark = (state: Points, event: EventOf<AnyEvent>): Points => ({
  ...state,
  marks: { ...state.marks, [event.type]: earliest(state.marks?.[event.type], stamp(event)) },
})
/** So long a reservation is remembered after its end: it can be released, and its id is not taken again. */
const KEPT_DAYS = 120
const isOver = (end: string | undefined, now: string): boolean =>
  end === undefined || daysAfter(end, KEPT_DAYS, 'UTC') <= now
/** Points that wait for an instant ahead. */
const settles = (slot: string, now: string): boolean => {
  const { from } = readSlot(slot)
  return from !== undefined && from !== '-' && from > now
}
/** What a closed entry leaves: sums by lot. What still waits then, waits for something that never came. */
function share({ recorded, spent = {} }: Points): Sums {
  let sums: Sums = {}
  for (const [slot, points] of Object.entries(recorded)) {
    const { lot, from } = readSlot(slot)
    sums = addTo(sums, slotOf(lot, from === '-' ? from : undefined), points)
  }
  return move(
    sums,
    Object.entries(spent).map(([lot, points]) => ({ lot, points })),
    -1,
  )
}
/** For rules of others to read. */
export const points = pointsSlice()

/** What is about no subject of its own, and what is known of the customer as a whole. */
export interface Wallets {
  readonly recorded: Sums
  readonly actions?: Readonly<Record<string, Earned>>
  /** The first order: its time and subject. */
  readonly first?: string
  readonly activity?: Activity
}
const empty: Wallets = { recorded: {} }
const firstMark = (event: EventOf<AnyEvent>): string => `${event.time} ${event.subject}`
export const firstOrder = ({ first }: Wallets): string | undefined => first?.slice(25)

/** The slice of a programme; `timeZone` tells its months, where points last as long as the customer is active. */
export const walletsSlice = (timeZone?: string) => {
  const act = (state: Wallets, time: string): Wallets => {
    if (timeZone === undefined) return state
    const month = monthOf(time, timeZone)
    const [first, last] = state.activity?.[month] ?? [time, time]
    const span = [time < first ? time : first, time > last ? time : last] as const
    return { ...state, activity: { ...state.activity, [month]: span } }
  }
  return defineSlice({
    name: 'wallets',
    initial: empty,
    on: [pointsRecorded, pointsRedeemed, pointsReturned, pointsAdjusted, events.orderPlaced],
    fold: {
      'points.recorded': (state, event) => {
        const next = hasEntry(event.subject) ? state : { ...state, ...record(state, event) }
        return event.data.orderId === undefined ? act(next, event.time) : next
      },
      'points.redeemed': (state, event) =>
        act(
          event.subject === undefined ? { ...state, recorded: move(state.recorded, event.data.lots, -1) } : state,
          event.time,
        ),
      'points.returned': (state, event) =>
        event.subject === undefined ? { ...state, recorded: move(state.recorded, event.data.lots, 1) } : state,
      'points.adjusted': (state, event) => ({ ...state, recorded: move(state.recorded, event.data.lots, 1) }),
      'order.placed': (state, event) => ({ ...act(state, event.time), first: earliest(state.first, firstMark(event)) }),
    },
    touches: (event, { first }) =>
      event.type === 'order.placed' && first !== undefined && firstMark(event) < first ? [first.slice(25)] : [],
  })
}
export const wallets = walletsSlice()

/** What a reader of the ledger needs of a journey. */
export interface Ledger {
  readonly points: Keyed<Points>
  readonly wallets: Wallets
}
/** Everything that was moved, by slot: what waits, and what can be spent or is owed. */
export function sumsOf({ points: { open, closed }, wallets: { recorded } }: Ledger): Map<string, number> {
  const sums = new Map<string, number>(Object.entries(closed))
  const add = (slot: string, points: number) => sums.set(slot, (sums.get(slot) ?? 0) + points)
  for (const [slot, points] of Object.entries(recorded)) add(slot, points)
  for (const entry of Object.values(open)) {
    for (const [slot, points] of Object.entries(entry.recorded)) add(slot, points)
    for (const [lot, points] of Object.entries(entry.spent ?? {})) add(lot, -points)
  }
  return sums
}
/** All that is written of orders and the like, closed and open: whatever waits, has ended or is set aside. */
export function pointsBalance({ open, closed }: Keyed<Points>): number {
  const sums = sumsOf({ points: { open, closed }, wallets: empty })
  return [...sums.values()].reduce((sum, points) => sum + points, 0)
}
