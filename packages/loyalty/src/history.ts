/** A customer's lots as time goes by, out of the facts: what each fact moves, and what ended with it or between facts. */
import { type Envelope, type EventOf, earliest, stamp } from '@motkit/core'
import type { pointsRedeemed, pointsReserved, reservationReleased } from './facts.ts'
import { type Activity, forgottenFrom, isForgotten, lotEnd, walletOf } from './lot.ts'
import type { Programme } from './programme.ts'
import { walletsSlice } from './wallets.ts'

/** A change that is derived and never written: points ended, or the shop bears what was taken back of spent ones. */
export interface Derived {
  readonly what: 'expired' | 'absorbed'
  readonly wallet: string
  readonly points: number
}
/** The facts of an instant, or an instant between facts, and what was derived then. */
export interface Step {
  readonly at: string
  readonly facts: readonly Envelope[]
  readonly derived: readonly Derived[]
}
interface Move {
  readonly lot: string
  readonly points: number
  /** Where they wait: the instant from which they can be spent, or `-`. */
  readonly from?: string
}
/** What a fact moves, by lot. */
export function movesOf({ type, data }: Envelope): readonly Move[] {
  const { movements = [], lots = [] } = (data ?? {}) as { movements?: readonly Move[]; lots?: readonly Move[] }
  if (type === 'points.recorded') return movements
  if (type === 'points.returned' || type === 'points.adjusted') return lots
  return type === 'points.redeemed' ? lots.map(({ lot, points }) => ({ lot, points: -points })) : []
}

/** Sorts facts by time; of one instant, those that give points come before those that take them. */
export const orderOf = (fact: Envelope): string => {
  const takes = movesOf(fact).reduce((sum, { points }) => sum + points, 0) < 0
  return `${fact.time} ${takes ? 1 : 0} ${stamp(fact)}`
}

type Hold = EventOf<typeof pointsReserved>['data']
interface Lot {
  /** By the instant from which they can be spent; '' for at once. */
  readonly points: Map<string, number>
  /** Set aside, by reservation; the first of each counts. */
  readonly holds: Map<string, { readonly points: number; readonly until: string }>
}
/** A fact, or an instant at which lots change by themselves. By its key, what can be spent from then on comes before the facts of an instant, what ends with it behind them. */
interface Mark {
  readonly key: string
  readonly lots: readonly string[]
  readonly fact?: Envelope
}
const from = (instant: string): string => `${instant} `
const end = (instant: string): string => `${instant}~`

/**
 * Goes through the facts of one customer, oldest first, and the instants between them up to `now`.
 * @param events each once
 */
export function historyOf(programme: Programme, events: readonly Envelope[], now: string): readonly Step[] {
  const endOf = endsOf(programme, events)
  const lots = new Map<string, Lot>()
  const reserved = new Set<string>()
  const over = new Set<string>()
  const open = (name: string): Lot => {
    const lot = lots.get(name) ?? { points: new Map(), holds: new Map() }
    lots.set(name, lot)
    return lot
  }
  const apply = (fact: Envelope): void => {
    for (const { lot, points, from: since = '' } of movesOf(fact)) {
      const { points: known } = open(lot)
      known.set(since, (known.get(since) ?? 0) + points)
    }
    const { reservationId = '', lots: held = [], expiresAt: until = '' } = holdOf(fact) ?? {}
    if (!reserved.has(reservationId))
      for (const { lot, points } of held) open(lot).holds.set(reservationId, { points, until })
    reserved.add(reservationId)
    const ended = endedBy(fact)
    if (ended !== undefined) over.add(ended)
  }
  const said = new Map<string, Readonly<Record<Derived['what'], number>>>()
  const derive = (wallet: string, key: string): Derived[] => {
    const own = [...lots].filter(([lot]) => walletOf(lot) === wallet)
    const absorbs = programme.wallets[wallet]?.shortfall === 'absorb'
    const due = standing(own, { key, endOf, over, absorbs })
    const before = said.get(wallet) ?? { expired: 0, absorbed: 0 }
    said.set(wallet, due)
    const changes = { expired: before.expired - due.expired, absorbed: due.absorbed - before.absorbed }
    return (['expired', 'absorbed'] as const).flatMap((what) =>
      changes[what] === 0 ? [] : [{ what, wallet, points: changes[what] }],
    )
  }
  const last = from(now)
  const marks = marksOf(events, endOf).filter(({ fact, key }) => fact !== undefined || key <= last)
  // Facts of one instant have no order of their own: what comes of them is derived of all of them.
  const steps = Map.groupBy(marks, ({ key }) => key.slice(0, 25))
  return [...steps].map(([key, own]) => {
    const facts = own.flatMap(({ fact }) => fact ?? [])
    for (const fact of facts) apply(fact)
    const changed = [...new Set(own.flatMap((mark) => mark.lots.map(walletOf)))].sort()
    return { at: key.slice(0, 24), facts, derived: changed.flatMap((wallet) => derive(wallet, earliest(key, last))) }
  })
}

/** When each lot ends, by all that is known of the customer. */
function endsOf({ timeZone }: Programme, events: readonly Envelope[]): (lot: string) => string | undefined {
  const { fold, initial } = walletsSlice(timeZone)
  let state: { readonly activity?: Activity } = initial
  for (const event of events) state = fold[event.type]?.(state, event, event.subject ?? 'customer') ?? state
  const { activity = {} } = state
  const ends = new Map<string, string | undefined>()
  return (lot) => {
    if (!ends.has(lot)) ends.set(lot, lotEnd(lot, activity, timeZone))
    return ends.get(lot)
  }
}
const holdOf = ({ type, data }: Envelope): Hold | undefined => (type === 'points.reserved' ? (data as Hold) : undefined)
/** The reservation that a fact spends or gives up. */
const endedBy = ({ type, data }: Envelope): string | undefined =>
  type === 'points.redeemed' || type === 'reservation.released'
    ? (data as Partial<EventOf<typeof pointsRedeemed | typeof reservationReleased>['data']>).reservationId
    : undefined

function marksOf(events: readonly Envelope[], endOf: (lot: string) => string | undefined): readonly Mark[] {
  const marks: Mark[] = []
  const names = new Set<string>()
  const held = new Map<string, readonly string[]>()
  const facts = events.map((fact) => ({ key: orderOf(fact), fact })).sort((a, b) => (a.key < b.key ? -1 : 1))
  for (const { fact } of facts) {
    const hold = holdOf(fact)
    if (hold && !held.has(hold.reservationId))
      held.set(
        hold.reservationId,
        hold.lots.map(({ lot }) => lot),
      )
  }
  for (const { key, fact } of facts) {
    const moves = movesOf(fact)
    const hold = holdOf(fact)
    const ended = endedBy(fact)
    const lots = new Set([...moves.map(({ lot }) => lot), ...(held.get(hold?.reservationId ?? ended ?? '') ?? [])])
    for (const lot of lots) names.add(lot)
    for (const { lot, from: since } of moves)
      if (since !== undefined && since !== '-') marks.push({ key: from(since), lots: [lot] })
    if (hold) marks.push({ key: from(hold.expiresAt), lots: [...lots] })
    if (lots.size > 0) marks.push({ key, lots: [...lots], fact })
  }
  for (const lot of names) {
    const at = endOf(lot)
    if (at !== undefined) marks.push({ key: end(at), lots: [lot] }, { key: from(forgottenFrom(at)), lots: [lot] })
  }
  return marks.sort((a, b) => (a.key < b.key ? -1 : 1))
}

interface Asked {
  readonly key: string
  endOf(lot: string): string | undefined
  readonly over: ReadonlySet<string>
  readonly absorbs: boolean
}
/** What has ended of a wallet, and what the shop bears of it, at the instant of a mark: as a balance counts it. */
function standing(lots: readonly (readonly [string, Lot])[], { key, endOf, over, absorbs }: Asked) {
  const at = key.slice(0, 24)
  let [expired, absorbed, short] = [0, 0, 0]
  const order = ([name]: readonly [string, Lot]): string => `${endOf(name) ?? '~'} ${name}`
  for (const [name, lot] of [...lots].sort((a, b) => (order(a) < order(b) ? -1 : 1))) {
    let [free, waiting] = [0, 0]
    for (const [since, points] of lot.points) {
      if (since === '-' || since > at) waiting += points
      else free += points
    }
    for (const [reservationId, { points, until }] of lot.holds)
      if (!over.has(reservationId) && at < until) free -= points
    const ends = endOf(name)
    const isOver = ends !== undefined && end(ends) <= key
    if (isOver) expired += waiting
    if (free < 0) {
      if (absorbs || isForgotten(name, at)) absorbed -= free
      else short -= free
    } else if (isOver) {
      const pays = isForgotten(name, at) ? 0 : Math.min(short, free)
      short -= pays
      expired += free - pays
    }
  }
  return { expired, absorbed }
}
