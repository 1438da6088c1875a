/** Spending: commands that set points aside, spend them, give them up again, and change a balance by hand. */
import { defineCommand, later } from '@motkit/core'
import * as z from 'zod'
import { balanceOf, lotsAt, takeFrom } from './balance.ts'
import { refused } from './errors.ts'
import { pointsAdjusted, pointsRedeemed, pointsReserved, pointsReturned, reservationReleased } from './facts.ts'
import type { Ledger } from './ledger.ts'
import { outstandingBy, outstandingOf } from './limits.ts'
import { lotEnd, lotFor } from './lot.ts'
import { points } from './points.ts'
import type { Programme } from './programme.ts'
import { wallets } from './wallets.ts'

const id = z.string().min(1).max(200)
const wanted = {
  points: z.int().positive(),
  /** `main` unless said otherwise. */
  wallet: z.string().optional(),
  /** The order they are spent on: if it is canceled, they are given back. */
  orderId: id.optional(),
  reward: z.string().min(1).optional(),
}
const reads = [points, wallets] as const
interface Wanted {
  readonly points: number
  readonly wallet: string
}

/** The lots that these points come out of, or why they cannot be had. */
function takeOut(programme: Programme, ledger: Ledger, { points: asked, wallet }: Wanted, now: string) {
  const terms = programme.wallets[wallet]
  if (!terms || terms.spendable === false)
    return refused('WALLET_UNKNOWN', `there is no wallet ${wallet} to spend from`, { path: 'wallet' })
  const { minimum = 1, maximum = Number.POSITIVE_INFINITY, multiple = 1 } = terms.spend
  if (asked < minimum || asked > maximum || asked % multiple !== 0) {
    const expected = `${minimum} or more${maximum < Infinity ? `, at most ${maximum}` : ''}${multiple > 1 ? `, in steps of ${multiple}` : ''}`
    return refused('POINTS_REFUSED', `${asked} cannot be spent: ${expected}`, { path: 'points', expected })
  }
  const { available } = balanceOf(programme, ledger, now, wallet)
  if (asked > available) return tooFew(asked, available)
  const lots = takeFrom(lotsAt(programme, ledger, wallet, now).full, asked)
  return { ok: true, lots, left: available - asked } as const
}
const tooFew = (asked: number, available: number) =>
  refused('POINTS_TOO_FEW', `${asked} asked for, ${available} at hand`, { path: 'points', available })
const done = <A, D>(answer: A, ...decisions: readonly D[]) => ({ ok: true, value: { answer, decisions } }) as const
const isTaken = (ledger: Ledger, reservationId: string): boolean => {
  const entry = ledger.points.open[`reservation/${reservationId}`]
  return entry?.hold !== undefined || entry?.committed !== undefined
}
const exists = (reservationId: string) =>
  refused('RESERVATION_EXISTS', `${reservationId} was already made`, { path: 'reservationId' })

/** `mot.loyalty.redeem`: spends points at once. With a `reservationId` they can be released later. */
export const redeem = (programme: Programme) =>
  defineCommand({
    input: z.object({ ...wanted, reservationId: id.optional() }),
    reads,
    may: [pointsRedeemed],
    codes: ['POINTS_TOO_FEW', 'POINTS_REFUSED', 'WALLET_UNKNOWN', 'RESERVATION_EXISTS'],
    decide({ input, journey, now }) {
      const { reservationId, points: asked, wallet = 'main' } = input
      if (reservationId !== undefined && isTaken(journey.slices, reservationId)) return exists(reservationId)
      const taken = takeOut(programme, journey.slices, { points: asked, wallet }, now)
      if (!taken.ok) return taken
      const { lots, left } = taken
      const claims = outstandingBy(programme, taking(lots))
      return done({ points: asked, lots, left }, pointsRedeemed({ ...input, wallet, lots }, { claims }))
    },
  })

/** `mot.loyalty.reserve`: sets points aside for some minutes, as while a checkout runs. */
export const reserve = (programme: Programme) =>
  defineCommand({
    input: z.object({ ...wanted, reservationId: id, minutes: z.int().positive().max(525_600).optional() }),
    reads,
    may: [pointsReserved],
    codes: ['POINTS_TOO_FEW', 'POINTS_REFUSED', 'WALLET_UNKNOWN', 'RESERVATION_EXISTS'],
    decide({ input: { minutes = 30, ...input }, journey, now }) {
      const { reservationId, points: asked, wallet = 'main' } = input
      if (isTaken(journey.slices, reservationId)) return exists(reservationId)
      const taken = takeOut(programme, journey.slices, { points: asked, wallet }, now)
      if (!taken.ok) return taken
      const { lots, left } = taken
      const expiresAt = later(now, { minutes })
      return done({ points: asked, lots, left, expiresAt }, pointsReserved({ ...input, wallet, lots, expiresAt }))
    },
  })

const taking = (lots: readonly { readonly lot: string; readonly points: number }[]) =>
  lots.map(({ lot, points: n }) => ({ lot, points: -n }))

const named = z.object({ reservationId: id })
const unknown = (reservationId: string) =>
  refused('RESERVATION_UNKNOWN', `no reservation ${reservationId} is known`, { path: 'reservationId' })
const ended = (reservationId: string, how: string) =>
  refused('RESERVATION_ENDED', `${reservationId} was already ${how}`, { path: 'reservationId' })

/** `mot.loyalty.commit`: spends what was reserved. */
export const commit = (programme: Programme) =>
  defineCommand({
    input: named,
    reads,
    may: [pointsRedeemed],
    codes: ['RESERVATION_UNKNOWN', 'RESERVATION_ENDED', 'RESERVATION_EXPIRED'],
    decide({ input: { reservationId }, journey, now }) {
      const entry = journey.slices.points.open[`reservation/${reservationId}`]
      if (entry?.committed !== undefined) return ended(reservationId, 'committed')
      if (entry?.released !== undefined) return ended(reservationId, 'released')
      if (!entry?.hold) return unknown(reservationId)
      const { at: _, expiresAt, lots, ...hold } = entry.hold
      if (expiresAt <= now)
        return refused('RESERVATION_EXPIRED', `${reservationId} ended at ${expiresAt}`, { expiresAt })
      const claims = outstandingBy(programme, taking(lots))
      return done({ points: hold.points }, pointsRedeemed({ ...hold, reservationId, lots: [...lots] }, { claims }))
    },
  })

/** `mot.loyalty.release`: gives up a reservation, or gives back what was spent under its id on no order. */
export const release = (programme: Programme) =>
  defineCommand({
    input: named,
    reads,
    may: [reservationReleased, pointsReturned],
    codes: ['RESERVATION_UNKNOWN', 'RESERVATION_ENDED', 'RESERVATION_EXPIRED'],
    decide({ input: { reservationId }, journey, now }) {
      const entry = journey.slices.points.open[`reservation/${reservationId}`]
      if (!entry?.hold && entry?.committed === undefined) return unknown(reservationId)
      if (entry.released !== undefined) return ended(reservationId, 'released')
      const spent = Object.entries(entry.spent ?? {}).filter(([, n]) => n > 0)
      if (spent.length > 0) {
        const lots = spent.map(([lot, n]) => ({ lot, points: n }))
        const all = lots.reduce((sum, { points: n }) => sum + n, 0)
        const claims = outstandingBy(programme, lots, 'owed')
        return done({ points: all }, pointsReturned({ points: all, lots, reservationId }, { claims }))
      }
      if (entry.committed !== undefined) return ended(reservationId, 'committed')
      const { points: held = 0, expiresAt = now } = entry.hold ?? {}
      if (expiresAt <= now)
        return refused('RESERVATION_EXPIRED', `${reservationId} ended at ${expiresAt}`, { expiresAt })
      return done({ points: held }, reservationReleased({ reservationId }))
    },
  })

/** `mot.loyalty.adjust`: changes a balance by hand; the fact keeps who did it, and why. */
export const adjust = (programme: Programme) =>
  defineCommand({
    input: z.object({
      points: z.number(),
      reason: z.string().max(2_000),
      actor: z.string().max(200).optional(),
      wallet: z.string().optional(),
      /** When points that are given end; by the wallet's own terms unless said otherwise. */
      expiresAt: z.iso.datetime({ offset: true }).optional(),
    }),
    reads,
    may: [pointsAdjusted],
    codes: ['ADJUSTMENT_INVALID', 'POINTS_TOO_FEW', 'WALLET_UNKNOWN', 'CUSTOMER_UNKNOWN', 'CAP_REACHED'],
    decide({ id, input: { expiresAt: until, ...input }, journey, now, refused: isFull }) {
      const { points: change, wallet = 'main', reason } = input
      const wrong = (path: string, expected: string) =>
        refused('ADJUSTMENT_INVALID', `${path}: ${expected} is expected`, { path, expected })
      if (!Number.isSafeInteger(change) || change === 0) return wrong('points', 'a whole number other than zero')
      if (reason.trim() === '') return wrong('reason', 'a reason')
      const end = until === undefined ? undefined : new Date(until).toISOString()
      if (end !== undefined && (end <= now || change < 0)) return wrong('expiresAt', 'an end ahead, of points given')
      const terms = programme.wallets[wallet]
      if (!terms) return refused('WALLET_UNKNOWN', `there is no wallet ${wallet}`, { path: 'wallet' })
      if (journey.first === undefined) return refused('CUSTOMER_UNKNOWN', 'nothing is known of this customer')
      if (isFull(outstandingOf(wallet)))
        return refused('CAP_REACHED', `the cap of ${wallet} leaves no room for ${change}`, {
          path: 'points',
          cap: terms.cap,
        })
      const { available } = balanceOf(programme, journey.slices, now, wallet)
      if (available + change < 0 && change < 0) return tooFew(-change, available)
      const lots =
        change > 0
          ? [
              given(
                programme,
                end ? `${wallet}/${end}` : lotFor(wallet, terms, now, programme.timeZone),
                change,
                journey,
              ),
            ]
          : takeFrom(lotsAt(programme, journey.slices, wallet, now).full, -change).map((one) => ({
              ...one,
              points: -one.points,
            }))
      return done(
        { available: available + change },
        pointsAdjusted({ ...input, adjustmentId: id, wallet, lots }, { claims: outstandingBy(programme, lots) }),
      )
    },
  })
function given(programme: Programme, lot: string, change: number, { slices }: { readonly slices: Ledger }) {
  const expiresAt = lotEnd(lot, slices.wallets.activity ?? {}, programme.timeZone)
  return { lot, points: change, ...(expiresAt !== undefined && { expiresAt }) }
}
