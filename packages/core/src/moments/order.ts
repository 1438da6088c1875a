/** The second moment of truth (the purchase, then the product in hand) and the actual one (the wait between them). */
import { TZDate } from '@date-fns/tz'
import { differenceInCalendarDays } from 'date-fns/differenceInCalendarDays'
import { endOfDay } from 'date-fns/endOfDay'
import * as z from 'zod'
import { iso, later, ms, spanMs } from '../clock.ts'
import { instant, type Stamp } from '../event.ts'
import { defineMoment, type Found } from '../moment.ts'
import { money } from '../money.ts'
import type { Settings } from '../settings.ts'
import { carts } from '../slices/carts.ts'
import { anyParcel, delivered, fullyRefunded, type Order, orders, orderTotal } from '../slices/orders.ts'

/**
 * Second moment of truth, part one: do I buy? About the cart, or the order that came without one.
 * Positive `order-placed`. Negative `payment-failed`, `cart-abandoned`, `checkout-abandoned`. Neutral `open`.
 */
export const smotPurchase = defineMoment({
  type: 'smot.purchase',
  schema: z.object({ cartId: z.string().optional(), orderId: z.string().optional(), total: money.optional() }),
  per: ['cart', 'order'],
  reads: [carts, orders],
  detect({ subject, journey, now, settings }) {
    const id = subject.slice(subject.indexOf('/') + 1)
    if (subject.startsWith('order/')) {
      const order = journey.slices.orders.open[subject]
      if (!order?.original || order.original.cartId !== undefined) return undefined
      return {
        polarity: 'positive',
        reason: 'order-placed',
        data: { orderId: id, total: orderTotal(order) },
        evidence: [order.placed],
      }
    }
    const cart = journey.slices.carts.open[subject]
    if (!cart) return undefined
    if (cart.order) {
      const { orderId, total } = cart.order
      return {
        polarity: 'positive',
        reason: 'order-placed',
        data: { cartId: id, orderId, total },
        evidence: [cart.started, cart.ordered],
      }
    }
    const data = { cartId: id, ...(cart.value && { total: cart.value.value }) }
    const abandoned = later(instant(cart.touched ?? now), settings.abandonedAfter)
    if (abandoned <= now) {
      return {
        polarity: 'negative',
        reason: cart.checkout ? 'checkout-abandoned' : 'cart-abandoned',
        data,
        evidence: [cart.started, cart.touched],
      }
    }
    if (cart.failed !== undefined && cart.failed === cart.touched) {
      return { polarity: 'negative', reason: 'payment-failed', data, evidence: [cart.failed], again: abandoned }
    }
    return { polarity: 'neutral', reason: 'open', data, evidence: [cart.started], again: abandoned }
  },
})

const day = (at: string, zone: string): Date => new TZDate(ms(at), zone)
/** Days from the promise to the arrival, by the shop's calendar; negative when early. */
const daysLate = (promised: string, arrived: string, { timeZone }: Settings): number =>
  timeZone === 'UTC'
    ? Math.round((ms(arrived.slice(0, 10)) - ms(promised.slice(0, 10))) / 86_400_000)
    : differenceInCalendarDays(day(arrived, timeZone), day(promised, timeZone))
/** The instant after which a promise is broken: the promised instant, or the end of its day. */
function broken(promised: string, { late, timeZone }: Settings): string {
  if (late === 'instant') return promised
  return timeZone === 'UTC'
    ? `${promised.slice(0, 10)}T23:59:59.999Z`
    : iso(endOfDay(day(promised, timeZone)).getTime())
}

/**
 * Actual moment of truth: where is it? From the order to the arrival.
 * Positive `on-time`, or `arrived` where nothing was promised. Negative `late`, `overdue` (promise broken, not yet arrived),
 * `delayed`, `lost`, `damaged`, `canceled-by-shop`. Neutral `waiting`, `canceled`.
 */
export const amot = defineMoment({
  type: 'amot',
  schema: z.object({
    orderId: z.string(),
    promisedAt: z.string().optional(),
    dispatchedAt: z.string().optional(),
    deliveredAt: z.string().optional(),
    /** Calendar days after the promise. */
    daysLate: z.int().optional(),
  }),
  per: ['order'],
  reads: [orders],
  detect({ subject, journey, now, settings }) {
    const order = journey.slices.orders.open[subject]
    if (order?.placed === undefined) return undefined
    const promisedAt = order.promised?.value
    const arrived = delivered(order)
    const deliveredAt = arrived && instant(arrived)
    const dispatched = anyParcel(order, 'created')
    const data = {
      orderId: subject.slice(6),
      ...(promisedAt && { promisedAt }),
      ...(dispatched && { dispatchedAt: instant(dispatched) }),
      ...(deliveredAt && { deliveredAt }),
      ...(promisedAt && deliveredAt && { daysLate: daysLate(promisedAt, deliveredAt, settings) }),
    }
    const found = (
      polarity: Found<typeof data>['polarity'],
      reason: string,
      evidence?: Stamp,
      again?: string,
    ): Found<typeof data> => ({
      polarity,
      reason,
      data,
      evidence: [order.placed, evidence],
      again,
    })
    const damaged = anyParcel(order, 'damaged')
    if (arrived !== undefined && deliveredAt !== undefined) {
      if (damaged !== undefined) return found('negative', 'damaged', damaged)
      if (promisedAt === undefined) return found('positive', 'arrived', arrived)
      return deliveredAt > broken(promisedAt, settings)
        ? found('negative', 'late', arrived)
        : found('positive', 'on-time', arrived)
    }
    if (order.canceled !== undefined)
      return order.canceledBy === 'shop'
        ? found('negative', 'canceled-by-shop', order.canceled)
        : found('neutral', 'canceled', order.canceled)
    const lost = anyParcel(order, 'lost')
    if (lost !== undefined) return found('negative', 'lost', lost)
    if (damaged !== undefined) return found('negative', 'damaged', damaged)
    const deadline = promisedAt && broken(promisedAt, settings)
    if (deadline !== undefined && deadline < now) return found('negative', 'overdue')
    const again = deadline && iso(ms(deadline) + 1)
    const delayed = anyParcel(order, 'delayed')
    return delayed === undefined
      ? found('neutral', 'waiting', dispatched, again)
      : found('negative', 'delayed', delayed, again)
  },
})

/** The worst of all ratings decides: one bad word is a bad moment. */
const worst = (order: Order): { value: number; at: Stamp } | undefined =>
  Object.values(order.ratings).reduce<{ value: number; at: Stamp } | undefined>(
    (low, one) =>
      low === undefined || one.value < low.value || (one.value === low.value && one.at < low.at) ? one : low,
    undefined,
  )

/**
 * Second moment of truth, part two: does it do what I hoped? From the arrival on.
 * Negative `rated-badly` (1, 2), `returned`, `refunded`. Positive `rated-well` (4, 5), `kept` after the return window.
 * Neutral `rated-neutral` (3), `trying`.
 */
export const smotExperience = defineMoment({
  type: 'smot.experience',
  schema: z.object({ orderId: z.string(), deliveredAt: z.string(), rating: z.int().optional() }),
  per: ['order'],
  reads: [orders],
  detect({ subject, journey, now, settings }) {
    const order = journey.slices.orders.open[subject]
    const arrived = order && delivered(order)
    if (arrived === undefined || order?.placed === undefined) return undefined
    const rating = worst(order)
    const data = { orderId: subject.slice(6), deliveredAt: instant(arrived), ...(rating && { rating: rating.value }) }
    const found = (
      polarity: Found<typeof data>['polarity'],
      reason: string,
      evidence?: Stamp,
      again?: string,
    ): Found<typeof data> => ({
      polarity,
      reason,
      data,
      evidence: [arrived, evidence],
      again,
    })
    if (rating && rating.value <= 2) return found('negative', 'rated-badly', rating.at)
    if (order.returned !== undefined) return found('negative', 'returned', order.returned)
    if (fullyRefunded(order)) return found('negative', 'refunded', order.refunded)
    if (rating)
      return rating.value === 3
        ? found('neutral', 'rated-neutral', rating.at)
        : found('positive', 'rated-well', rating.at)
    const kept = iso(ms(data.deliveredAt) + spanMs(settings.returnWindow))
    return kept <= now ? found('positive', 'kept') : found('neutral', 'trying', undefined, kept)
  },
})
