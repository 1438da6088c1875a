/** The slice `points`: what was moved about one subject (an order, a review, a reservation), as sums by slot. */
import {
  type AnyEvent,
  defineKeyedSlice,
  type EventOf,
  earliest,
  events,
  instant,
  type Keyed,
  type Stamp,
  stamp,
} from '@motkit/core'
import { daysAfter } from './calendar.ts'
import type { Gift } from './catalogue.ts'
import {
  pointsAdjusted,
  pointsRecorded,
  pointsRedeemed,
  pointsReserved,
  pointsReturned,
  reservationReleased,
} from './facts.ts'
import { addTo, isForgotten, readSlot, type Sums, slotOf } from './lot.ts'
import type { Exclusions, Groups, OrderRule } from './programme.ts'
import { type EarningTier, earnedIn } from './tiers/earning.ts'

/** What points of one subject were granted by, of one version of the programme. */
export interface Basis extends EarningTier {
  readonly at: Stamp
  readonly rules: Readonly<Record<string, OrderRule>>
  readonly exclude?: Exclusions
  readonly groups?: Groups
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
  readonly cartId?: string | undefined
  readonly redemptionId?: string | undefined
  readonly reward?: string | undefined
  readonly gift?: Gift | undefined
}
interface Charges {
  readonly at: Stamp
  readonly shipping?: number
  readonly tax?: number
}
/** What facts of earning came to. */
export interface Recorded {
  /** Earned less taken back, by slot. */
  readonly recorded: Sums
  /** By version of the programme; the first one counts. */
  readonly bases?: Readonly<Record<string, Basis>>
  readonly actions?: Readonly<Record<string, Earned>>
  /** What limited rules gave, by `limitKey`. */
  readonly taken?: Sums
  /** Rules for which no budget was left when they were asked first. */
  readonly denied?: Readonly<Record<string, true>>
}
/** The points of one subject: every field is a sum, a first or a last, so that the order of arrival does not count. */
export interface Points extends Recorded {
  /** Spent less given back, by lot. */
  readonly spent?: Sums
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

/** Folds a fact of earning; the wallets do so for what has no entry. */
export function record<S extends Recorded>(state: S, event: EventOf<typeof pointsRecorded>): S {
  const at = stamp(event)
  const { movements, terms, grants, orderId, taken = [], denied = [] } = event.data
  const sums = {
    recorded: movements.reduce((all, { lot, from, points }) => addTo(all, slotOf(lot, from), points), state.recorded),
    ...(taken.length > 0 && { taken: taken.reduce((all, one) => addTo(all, one.key, one.points), state.taken ?? {}) }),
    ...(denied.length > 0 && {
      denied: { ...state.denied, ...Object.fromEntries(denied.map((rule) => [rule, true as const])) },
    }),
  }
  if (orderId === undefined) {
    const actions: Record<string, Earned> = { ...state.actions }
    for (const { rule, wallet, points } of grants) {
      const key = actionKey(rule, event.data.about)
      const known = actions[key]
      const sum = (known?.recorded ?? 0) + event.data.points
      const lot = terms.lots[wallet] ?? ''
      actions[key] = known && known.at <= at ? { ...known, recorded: sum } : { at, worth: points, lot, recorded: sum }
    }
    return { ...state, ...sums, actions }
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
    ...(terms.groups && { groups: terms.groups }),
    ...earnedIn(known && known.at <= at ? known : terms),
    lots,
  }
  return { ...state, ...sums, bases: { ...state.bases, [terms.version]: basis } }
}
export const move = (
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

/** The kinds of subject that points are earned, set aside, spent or changed about. */
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
  'adjustment',
] as const
export const hasEntry = (subject: string | undefined): subject is string =>
  subject !== undefined && kinds.some((kind) => subject.startsWith(`${kind}/`))
const none: Points = { recorded: {} }

/** The slice of a programme; `waits` are the types of events about an order that its points wait for. */
export const pointsSlice = (waits: readonly AnyEvent[] = []) => {
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
      pointsAdjusted,
      events.orderPlaced,
      events.orderUpdated,
    ],
    fold: {
      'points.recorded': record,
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
      'points.adjusted': (state, event) => ({ ...state, recorded: move(state.recorded, event.data.lots, 1) }),
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
    // What one order gives back of a member's limit is there for the others.
    touches: (event, { open }) =>
      event.type === 'points.recorded' && event.data.taken?.some(({ points: more }) => more < 0)
        ? Object.keys(open).filter((subject) => subject.startsWith('order/') && subject !== event.subject)
        : [],
    forgets: (name, now) => (name.startsWith(TAKEN) ? isPast(name, now) : isForgotten(readSlot(name).lot, now)),
  })
  const fold: Record<string, Fold> = { ...slice.fold }
  for (const { type } of waits) fold[type] = marking(fold[type])
  return { ...slice, on: [...new Set([...slice.on, ...waits])], fold }
}
type Fold = (state: Points, event: EventOf<AnyEvent>, subject: string) => Points
/** Notes when an event came first, beside what the ledger itself reads in it. */
const marking =
  (fold: Fold = (state) => state): Fold =>
  (before, event, subject) => {
    const state = fold(before, event, subject)
    return { ...state, marks: { ...state.marks, [event.type]: earliest(state.marks?.[event.type], stamp(event)) } }
  }
/** So long a reservation is remembered after its end: it can be released, and its id is not taken again. */
const KEPT_DAYS = 120
const isOver = (end: string | undefined, now: string): boolean =>
  end === undefined || daysAfter(end, KEPT_DAYS, 'UTC') <= now
/** Points that wait for an instant ahead. */
const settles = (slot: string, now: string): boolean => {
  const { from } = readSlot(slot)
  return from !== undefined && from !== '-' && from > now
}

/** Before the names of totals of limited rules; lots have none of it. */
const TAKEN = '#'
/** What one rule gave a customer in one period: the period is a day, month or year as `2026-03`, or empty for ever. */
export const limitKey = (rule: string, period: string): string => `${rule}|${period}`
export const ruleOf = (key: string): string => key.slice(0, key.indexOf('|'))
/** A period of the year before last, or earlier. */
const isPast = (name: string, now: string): boolean => {
  const period = name.slice(name.indexOf('|') + 1)
  return period !== '' && Number(period.slice(0, 4)) < Number(now.slice(0, 4)) - 1
}
/** What a closed entry leaves: sums by lot, and what limited rules gave. What still waits then, waits for something that never came. */
function share({ recorded, spent = {}, taken = {} }: Points): Sums {
  let sums: Sums = {}
  for (const [slot, points] of Object.entries(recorded)) {
    const { lot, from } = readSlot(slot)
    sums = addTo(sums, slotOf(lot, from === '-' ? from : undefined), points)
  }
  for (const [lot, points] of Object.entries(spent)) sums = addTo(sums, lot, -points)
  for (const [key, points] of Object.entries(taken)) sums = addTo(sums, TAKEN + key, points)
  return sums
}
/** Calls back with everything that was moved about subjects, by slot; with one slot as often as it was moved. */
export function eachSlot({ open, closed }: Keyed<Points>, call: (slot: string, points: number) => void): void {
  for (const name in closed) if (!name.startsWith(TAKEN)) call(name, closed[name] as number)
  for (const subject in open) {
    const { recorded, spent } = open[subject] as Points
    for (const slot in recorded) call(slot, recorded[slot] as number)
    for (const lot in spent) call(lot, -(spent[lot] as number))
  }
}
/** What a limited rule gave in all, by `limitKey`. */
export function takenOf({ open, closed }: Keyed<Points>, key: string): number {
  return Object.values(open).reduce((sum, { taken }) => sum + (taken?.[key] ?? 0), closed[TAKEN + key] ?? 0)
}
/** For rules of others to read. */
export const points = pointsSlice()
