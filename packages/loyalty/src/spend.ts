/** Spending: commands that set points aside, spend them, and give them up again. */
import { defineCommand, later } from '@motkit/core'
import * as z from 'zod'
import { type Asked, priceOf, type Spending } from './asked.ts'
import { balanceOf, lotsAt, takeFrom } from './balance.ts'
import { outstandingBy } from './earn-limits.ts'
import { refused } from './errors.ts'
import { pointsRedeemed, pointsReserved, pointsReturned, reservationReleased } from './facts.ts'
import { type Ledger, leftIn } from './ledger.ts'
import { points } from './points.ts'
import type { Programme } from './programme.ts'
import { findRedemption, redemptions } from './redemption.ts'
import { spentOn } from './spend-limits.ts'
import { wallets } from './wallets.ts'

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
export const tooFew = (asked: number, available: number) =>
  refused('POINTS_TOO_FEW', `${asked} asked for, ${available} at hand`, { path: 'points', available })
export const done = <A, D>(answer: A, ...decisions: readonly D[]) =>
  ({ ok: true, value: { answer, decisions } }) as const
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
      return done(
        { points: cost, lots, left, redemptionId },
        pointsRedeemed(
          { ...input, ...spent, redemptionId },
          { claims: outstandingBy(programme, leftIn(slices), taking(lots)) },
        ),
      )
    },
  })

/** `mot.loyalty.reserve`: sets points aside for some minutes, as while a checkout runs. */
export const reserve = (programme: Programme) =>
  defineCommand({
    input: z
      .object({
        ...wanted,
        reservationId: id,
        minutes: z.int().positive().max(525_600).optional(),
        /** The cart that they are set aside for. */
        cartId: id.optional(),
      })
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

const taking = (lots: readonly { readonly lot: string; readonly points: number }[]) =>
  lots.map(({ lot, points: n }) => ({ lot, points: -n }))

const named = z.object({ reservationId: id })
const unknown = (reservationId: string) =>
  refused('RESERVATION_UNKNOWN', `no reservation ${reservationId} is known`, { path: 'reservationId' })
const ended = (reservationId: string, how: string) =>
  refused('RESERVATION_ENDED', `${reservationId} was already ${how}`, { path: 'reservationId' })

/** `mot.loyalty.commit`: spends what was reserved, on the order that it was reserved for, or that has come of it since. */
export const commit = (programme: Programme) =>
  defineCommand({
    input: named.extend({ orderId: id.optional() }),
    reads,
    may: [pointsRedeemed],
    codes: ['RESERVATION_UNKNOWN', 'RESERVATION_ENDED', 'RESERVATION_EXPIRED'],
    decide({ input: { reservationId, ...order }, journey: { slices }, now }) {
      const entry = slices.points.open[`reservation/${reservationId}`]
      if (entry?.committed !== undefined) return ended(reservationId, 'committed')
      if (entry?.released !== undefined) return ended(reservationId, 'released')
      if (!entry?.hold) return unknown(reservationId)
      const { at: _, cartId: __, expiresAt, lots, ...hold } = entry.hold
      if (expiresAt <= now)
        return refused('RESERVATION_EXPIRED', `${reservationId} ended at ${expiresAt}`, { expiresAt })
      const { points: cost, redemptionId = reservationId } = hold
      return done(
        { points: cost, redemptionId },
        pointsRedeemed(
          { ...hold, ...order, reservationId, redemptionId, lots: [...lots] },
          { claims: outstandingBy(programme, leftIn(slices), taking(lots)) },
        ),
      )
    },
  })

/** `mot.loyalty.release`: gives up a reservation, or gives back what was spent by it, or by a redemption. */
export const release = (programme: Programme) =>
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
      if (redemptionId !== undefined) return giveBack(programme, slices, redemptionId)
      return reservationId === undefined ? unknown('') : giveUp(programme, slices, reservationId, now)
    },
  })
function giveBack(programme: Programme, slices: Spending, redemptionId: string) {
  const path = 'redemptionId'
  const found = findRedemption(slices.redemptions, redemptionId)
  if (!found) return refused('REDEMPTION_UNKNOWN', `no redemption ${redemptionId} is known`, { path })
  if (found.isReturned) return refused('REDEMPTION_ENDED', `${redemptionId} was already given back`, { path })
  const { points: cost, lots, on } = found
  const claims = outstandingBy(programme, leftIn(slices), lots, 'owed')
  return done({ points: cost }, pointsReturned({ points: cost, lots: [...lots], ...on, redemptionId }, { claims }))
}
function giveUp(programme: Programme, slices: Ledger, reservationId: string, now: string) {
  const known = slices.points.open[`reservation/${reservationId}`]
  if (!known?.hold && known?.committed === undefined) return unknown(reservationId)
  if (known.released !== undefined) return ended(reservationId, 'released')
  const spent = Object.entries(known.spent ?? {}).filter(([, n]) => n > 0)
  if (spent.length > 0) {
    const lots = spent.map(([lot, n]) => ({ lot, points: n }))
    const all = lots.reduce((sum, { points: n }) => sum + n, 0)
    const claims = outstandingBy(programme, leftIn(slices), lots, 'owed')
    return done({ points: all }, pointsReturned({ points: all, lots, reservationId }, { claims }))
  }
  if (known.committed !== undefined) return ended(reservationId, 'committed')
  const { points: held = 0, expiresAt = now } = known.hold ?? {}
  if (expiresAt <= now) return refused('RESERVATION_EXPIRED', `${reservationId} ended at ${expiresAt}`, { expiresAt })
  return done({ points: held }, reservationReleased({ reservationId }))
}
