/** Spending: commands that set points aside, spend them, give them up again, and change a balance by hand. */
import { defineCommand, later } from '@motkit/core'
import * as z from 'zod'
import { type Asked, priceOf, type Spending } from './asked.ts'
import { balanceOf, lotsAt, takeFrom } from './balance.ts'
import { refused } from './errors.ts'
import { pointsAdjusted, pointsRedeemed, pointsReserved, pointsReturned, reservationReleased } from './facts.ts'
import { entry } from './fields.ts'
import { type Ledger, points, wallets } from './ledger.ts'
import { spentOn } from './limits.ts'
import { lotEnd, lotFor } from './lot.ts'
import type { Programme } from './programme.ts'
import { findRedemption, redemptions } from './redemption.ts'

const id = z.string().min(1).max(200)
const wanted = {
  /** As many as the reward costs, where one is asked for. */
  points: z.int().positive().optional(),
  /** `main`, or that of the reward, unless said otherwise. */
  wallet: z.string().optional(),
  /** Of the catalogue. */
  reward: z.string().min(1).optional(),
  /** What they are spent on, where the wallet lets them pay a share of it, or the reward needs a minimum. */
  cart: spentOn.optional(),
  /** The order they are spent on: if it is canceled, they are given back. */
  orderId: id.optional(),
  /** Unique in the tenant; made unless said otherwise. */
  redemptionId: id.optional(),
}
const saysWhat = ({ points: asked, reward }: Asked): boolean => asked !== undefined || reward !== undefined
const nothingSaid = { path: ['points'], message: 'points, or a reward of the catalogue' }
const reads = [points, wallets, redemptions] as const
const refusals = ['POINTS_TOO_FEW', 'POINTS_REFUSED', 'WALLET_UNKNOWN', 'REWARD_UNKNOWN', 'REWARD_REFUSED'] as const

/** What is to be spent: its price and the lots that pay it, or why it cannot be had. */
function takeOut(programme: Programme, slices: Spending, asked: Asked, now: string) {
  const price = priceOf(programme, slices, asked, now)
  if (!price.ok) return price
  const { points: cost, wallet, gift } = price
  const { available } = balanceOf(programme, slices, now, wallet)
  if (cost > available) return tooFew(cost, available)
  const lots = takeFrom(lotsAt(programme, slices, wallet, now).full, cost)
  return { ok: true, spent: { points: cost, wallet, lots, ...(gift && { gift }) }, left: available - cost } as const
}
const tooFew = (asked: number, available: number) =>
  refused('POINTS_TOO_FEW', `${asked} asked for, ${available} at hand`, { path: 'points', available })
const done = <A, D>(answer: A, ...decisions: readonly D[]) => ({ ok: true, value: { answer, decisions } }) as const
const isReserved = (ledger: Ledger, reservationId: string): boolean => {
  const known = ledger.points.open[`reservation/${reservationId}`]
  return known?.hold !== undefined || known?.committed !== undefined
}
const isRedeemed = (slices: Spending, redemptionId: string): boolean =>
  findRedemption(slices.redemptions, redemptionId) !== undefined ||
  Object.values(slices.points.open).some(({ hold }) => hold?.redemptionId === redemptionId)
/** An id that was already taken. */
function taken(slices: Spending, reservationId: string | undefined, redemptionId: string) {
  if (reservationId !== undefined && isReserved(slices, reservationId))
    return refused('RESERVATION_EXISTS', `${reservationId} was already made`, { path: 'reservationId' })
  if (isRedeemed(slices, redemptionId))
    return refused('REDEMPTION_EXISTS', `${redemptionId} was already made`, { path: 'redemptionId' })
  return undefined
}

/** `mot.loyalty.redeem`: spends points at once. They can be released later, by the redemption's id that it answers. */
export const redeem = (programme: Programme) =>
  defineCommand({
    input: z.object({ ...wanted, reservationId: id.optional() }).refine(saysWhat, nothingSaid),
    reads,
    may: [pointsRedeemed],
    codes: [...refusals, 'RESERVATION_EXISTS', 'REDEMPTION_EXISTS'],
    decide({ input: { cart, ...input }, journey: { slices }, now, commandId }) {
      const redemptionId = input.redemptionId ?? input.reservationId ?? commandId
      const known = taken(slices, input.reservationId, redemptionId)
      if (known) return known
      const out = takeOut(programme, slices, { ...input, cart }, now)
      if (!out.ok) return out
      const { spent, left } = out
      const { points: cost, lots } = spent
      return done({ points: cost, lots, left, redemptionId }, pointsRedeemed({ ...input, ...spent, redemptionId }))
    },
  })

/** `mot.loyalty.reserve`: sets points aside for some minutes, as while a checkout runs. */
export const reserve = (programme: Programme) =>
  defineCommand({
    input: z
      .object({ ...wanted, reservationId: id, minutes: z.int().positive().max(525_600).optional() })
      .refine(saysWhat, nothingSaid),
    reads,
    may: [pointsReserved],
    codes: [...refusals, 'RESERVATION_EXISTS', 'REDEMPTION_EXISTS'],
    decide({ input: { minutes = 30, cart, ...input }, journey: { slices }, now }) {
      const redemptionId = input.redemptionId ?? input.reservationId
      const known = taken(slices, input.reservationId, redemptionId)
      if (known) return known
      const out = takeOut(programme, slices, { ...input, cart }, now)
      if (!out.ok) return out
      const { spent, left } = out
      const { points: cost, lots } = spent
      const expiresAt = later(now, { minutes })
      return done(
        { points: cost, lots, left, expiresAt, redemptionId },
        pointsReserved({ ...input, ...spent, redemptionId, expiresAt }),
      )
    },
  })

const named = z.object({ reservationId: id })
const unknown = (reservationId: string) =>
  refused('RESERVATION_UNKNOWN', `no reservation ${reservationId} is known`, { path: 'reservationId' })
const ended = (reservationId: string, how: string) =>
  refused('RESERVATION_ENDED', `${reservationId} was already ${how}`, { path: 'reservationId' })

/** `mot.loyalty.commit`: spends what was reserved. */
export const commit = () =>
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
      const { points: cost, redemptionId = reservationId } = hold
      return done(
        { points: cost, redemptionId },
        pointsRedeemed({ ...hold, reservationId, redemptionId, lots: [...lots] }),
      )
    },
  })

/** `mot.loyalty.release`: gives up a reservation, or gives back what was spent by it, or by a redemption. */
export const release = () =>
  defineCommand({
    input: z
      .object({ reservationId: id.optional(), redemptionId: z.string().min(1).max(300).optional() })
      .refine(({ reservationId: a, redemptionId: b }) => (a === undefined) !== (b === undefined), {
        path: ['reservationId'],
        message: 'either a reservationId or a redemptionId',
      }),
    reads,
    may: [reservationReleased, pointsReturned],
    codes: [
      'RESERVATION_UNKNOWN',
      'RESERVATION_ENDED',
      'RESERVATION_EXPIRED',
      'REDEMPTION_UNKNOWN',
      'REDEMPTION_ENDED',
    ],
    decide({ input: { reservationId, redemptionId }, journey: { slices }, now }) {
      if (redemptionId !== undefined) return giveBack(slices, redemptionId)
      return reservationId === undefined ? unknown('') : giveUp(slices, reservationId, now)
    },
  })
function giveBack(slices: Spending, redemptionId: string) {
  const path = 'redemptionId'
  const found = findRedemption(slices.redemptions, redemptionId)
  if (!found) return refused('REDEMPTION_UNKNOWN', `no redemption ${redemptionId} is known`, { path })
  if (found.isReturned) return refused('REDEMPTION_ENDED', `${redemptionId} was already given back`, { path })
  const { points: cost, lots, on } = found
  return done({ points: cost }, pointsReturned({ points: cost, lots: [...lots], ...on, redemptionId }))
}
function giveUp({ points: { open } }: Ledger, reservationId: string, now: string) {
  const known = open[`reservation/${reservationId}`]
  if (!known?.hold && known?.committed === undefined) return unknown(reservationId)
  if (known.released !== undefined) return ended(reservationId, 'released')
  const spent = Object.entries(known.spent ?? {}).filter(([, n]) => n > 0)
  if (spent.length > 0) {
    const lots = spent.map(([lot, n]) => ({ lot, points: n }))
    const all = lots.reduce((sum, { points: n }) => sum + n, 0)
    return done({ points: all }, pointsReturned({ points: all, lots, reservationId }))
  }
  if (known.committed !== undefined) return ended(reservationId, 'committed')
  const { points: held = 0, expiresAt = now } = known.hold ?? {}
  if (expiresAt <= now) return refused('RESERVATION_EXPIRED', `${reservationId} ended at ${expiresAt}`, { expiresAt })
  return done({ points: held }, reservationReleased({ reservationId }))
}

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
    codes: ['ADJUSTMENT_INVALID', 'POINTS_TOO_FEW', 'WALLET_UNKNOWN', 'CUSTOMER_UNKNOWN'],
    decide({ input: { expiresAt: until, ...input }, journey, now }) {
      const { points: change, wallet = 'main', reason } = input
      const wrong = (path: string, expected: string) =>
        refused('ADJUSTMENT_INVALID', `${path}: ${expected} is expected`, { path, expected })
      if (!Number.isSafeInteger(change) || change === 0) return wrong('points', 'a whole number other than zero')
      if (reason.trim() === '') return wrong('reason', 'a reason')
      const end = until === undefined ? undefined : new Date(until).toISOString()
      if (end !== undefined && (end <= now || change < 0)) return wrong('expiresAt', 'an end ahead, of points given')
      const terms = entry(programme.wallets, wallet)
      if (!terms) return refused('WALLET_UNKNOWN', `there is no wallet ${wallet}`, { path: 'wallet' })
      if (journey.first === undefined) return refused('CUSTOMER_UNKNOWN', 'nothing is known of this customer')
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
      return done({ available: available + change }, pointsAdjusted({ ...input, wallet, lots }))
    },
  })
function given(programme: Programme, lot: string, change: number, { slices }: { readonly slices: Ledger }) {
  const expiresAt = lotEnd(lot, slices.wallets.activity ?? {}, programme.timeZone)
  return { lot, points: change, ...(expiresAt !== undefined && { expiresAt }) }
}
