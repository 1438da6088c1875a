/**
 * Points that are set aside for a cart: when it is ordered, or the time is over, the shop is asked to settle them. What
 * there is to settle is the reservation in the ledger; nothing else is kept.
 */
import { defineAction, definePlugin, defineRule, events, later, type Span } from '@motkit/core'
import { points, pointsReserved } from '@motkit/loyalty'
import * as z from 'zod'

/** Find out whether the code was ordered with: then the points are spent, else they are free again. */
export const settleRedemption = defineAction('redemption.settle', z.object({ redemptionId: z.string() }))

const HOUR: Span = { hours: 1 }
/** A reservation outlives the hold by this: its points are free when the code is off, and not before. */
const MARGIN: Span = { days: 7 }

/** How long points are set aside: until when the code is good, and for how many minutes the ledger holds them. */
export const holding = (hold: Span = HOUR) => ({
  until: (reservedAt: string): string => later(reservedAt, hold),
  minutes: Math.ceil(Date.parse(later(later('1970-01-01T00:00:00Z', hold), MARGIN)) / 60_000),
})

const lapse = (hold: Span | undefined) =>
  defineRule({
    id: 'redemption.lapse',
    on: pointsReserved,
    reads: [points],
    may: [settleRedemption],
    decide({ event: { data, subject = '', time }, journey }) {
      const held = journey.slices.points.open[subject]
      const isOver = held?.committed !== undefined || held?.released !== undefined
      if (data.cartId === undefined || isOver) return []
      return [settleRedemption({ redemptionId: data.reservationId }, { at: holding(hold).until(time) })]
    },
  })

const ordered = defineRule({
  id: 'redemption.ordered',
  on: events.orderPlaced,
  reads: [points],
  may: [settleRedemption],
  decide({ event: { data }, journey }) {
    if (data.cartId === undefined) return []
    return Object.entries(journey.slices.points.open).flatMap(([subject, { hold }]) => {
      if (hold?.cartId !== data.cartId) return []
      const redemptionId = subject.slice('reservation/'.length)
      return [settleRedemption({ redemptionId }, { name: redemptionId })]
    })
  },
})

/** @param hold how long points are set aside for a cart that is not completed; an hour unless said otherwise */
export const cartRedemptions = (hold?: Span) => definePlugin({ id: 'cart-redemptions', rules: [lapse(hold), ordered] })
