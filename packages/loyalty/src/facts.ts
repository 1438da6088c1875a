/** The facts of the ledger. Each moves points in lots; the sum of all movements is the ledger. */
import { defineEvent } from '@motkit/core'
import * as z from 'zod'
import { gift } from './catalogue.ts'
import { rate } from './fields.ts'
import { exclusions, groups, orderRule } from './programme.ts'

const id = z.string().min(1).max(200)
const redemption = z.string().min(1).max(300)
/** Points of one lot. Points of a wallet that end together are one lot: see `lot.ts` on its name. */
const lot = z.object({
  lot: z.string(),
  points: z.int(),
  /** When these points end, as known when they were moved. */
  expiresAt: z.string().optional(),
})
const ofOrder = (orderId: string | undefined): string | undefined =>
  orderId === undefined ? undefined : `order/${orderId}`
const ofReservation = (reservationId: string | undefined): string | undefined =>
  reservationId === undefined ? undefined : `reservation/${reservationId}`
const ofRedemption = (redemptionId: string | undefined): string | undefined =>
  redemptionId === undefined ? undefined : `redemption/${redemptionId}`

/** Points were earned, moved or taken back: the difference between what is due by all that is known and what was written before. */
export const pointsRecorded = defineEvent(
  'points.recorded',
  z.object({
    orderId: id.optional(),
    /** What they were earned for, where that is no order: as `review/7`; absent for the customer as a whole. */
    about: id.optional(),
    /** The change, without what counts for tiers only; zero where points only change the day from which they can be spent. */
    points: z.int(),
    /** What is due in all, after this. */
    worth: z.int().nonnegative(),
    /** By lot, with the instant from which they can be spent where they wait: `-` as long as that is not known. */
    movements: z.array(z.object({ ...lot.shape, from: z.string().optional() })),
    /** What is due, by rule: its points and what they are for, in minor units before refunds, or pieces. */
    grants: z.array(
      z.object({
        rule: z.string(),
        wallet: z.string(),
        base: z.int(),
        points: z.int(),
        /** Of a tier, where it counted. */
        multiplier: rate.optional(),
        /** Points above a limit, which are not due. */
        withheld: z.int().optional(),
      }),
    ),
    /** The terms it was earned by, kept so that it is taken back by the same. */
    terms: z.object({
      version: z.string(),
      /** By wallet: the lot they went into, for good. */
      lots: z.record(z.string(), z.string()),
      rules: z.record(z.string(), orderRule).optional(),
      exclude: exclusions.optional(),
      groups: groups.optional(),
      /** The tier in force when it was first earned, and its multiplier. */
      tier: z.string().optional(),
      multiplier: rate.optional(),
    }),
    /** What limited rules gave more, or less, than before, by rule and period. */
    taken: z.array(z.object({ key: z.string(), points: z.int() })).optional(),
    /** Rules that give no more here for good, since a budget or the wallet's cap had no room. */
    denied: z.array(z.string()).optional(),
  }),
  { subject: ({ orderId, about }) => ofOrder(orderId) ?? about },
)

const spending = {
  wallet: z.string(),
  points: z.int().positive(),
  lots: z.array(lot),
  orderId: id.optional(),
  reservationId: id.optional(),
  /** Tells one redemption from the next; unique in the tenant. */
  redemptionId: redemption.optional(),
  reward: z.string().optional(),
  /** What the reward was when it was asked for. */
  gift: gift.optional(),
}
/** Points are set aside until an instant: they can be spent on nothing else. */
export const pointsReserved = defineEvent(
  'points.reserved',
  z.object({
    ...spending,
    reservationId: id,
    expiresAt: z.string(),
    /** The cart that they are set aside for. */
    cartId: id.optional(),
  }),
  { subject: ({ reservationId }) => ofReservation(reservationId) },
)
/** Points were spent, out of these lots. */
export const pointsRedeemed = defineEvent('points.redeemed', z.object(spending), {
  subject: ({ orderId, reservationId, redemptionId }) =>
    ofOrder(orderId) ?? ofReservation(reservationId) ?? ofRedemption(redemptionId),
  related: ({ orderId, reservationId }) => (orderId === undefined ? [] : [ofReservation(reservationId)]),
})
/** Spent points were given back, into the lots they came from, to end when they would have. */
export const pointsReturned = defineEvent(
  'points.returned',
  z.object({
    points: z.int().positive(),
    lots: z.array(lot),
    orderId: id.optional(),
    reservationId: id.optional(),
    /** The redemption they were spent by; absent where all that was spent on the subject is given back. */
    redemptionId: redemption.optional(),
  }),
  {
    subject: ({ orderId, reservationId, redemptionId }) =>
      ofOrder(orderId) ?? ofReservation(reservationId) ?? ofRedemption(redemptionId),
  },
)
/** A reservation was given up before it was spent. */
export const reservationReleased = defineEvent('reservation.released', z.object({ reservationId: id }), {
  subject: ({ reservationId }) => ofReservation(reservationId),
})
/** Somebody changed the balance by hand, and said why. */
export const pointsAdjusted = defineEvent(
  'points.adjusted',
  z.object({
    adjustmentId: id,
    wallet: z.string(),
    points: z.int(),
    lots: z.array(lot),
    reason: z.string(),
    actor: z.string().optional(),
  }),
  { subject: ({ adjustmentId }) => `adjustment/${adjustmentId}` },
)
/** A customer signed up for the programme, or with the shop. */
export const customerSignedUp = defineEvent('customer.signed-up', z.object({}))
/** A customer's birthday, once a year; the host says when. */
export const birthdayReached = defineEvent('birthday.reached', z.object({ year: z.int() }), {
  subject: ({ year }) => `birthday/${year}`,
})
/** So many years since the customer joined; the host says when. */
export const anniversaryReached = defineEvent('anniversary.reached', z.object({ years: z.int().positive() }), {
  subject: ({ years }) => `anniversary/${years}`,
})
/** After these a balance may be another one. */
export const moves = [
  pointsRecorded,
  pointsReserved,
  pointsRedeemed,
  pointsReturned,
  reservationReleased,
  pointsAdjusted,
] as const
export const facts = [
  pointsRecorded,
  pointsReserved,
  pointsRedeemed,
  pointsReturned,
  reservationReleased,
  pointsAdjusted,
  customerSignedUp,
  birthdayReached,
  anniversaryReached,
] as const
