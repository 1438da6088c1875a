/** When an order became a good experience, how many there were, and what went wrong and was not put right. */
import {
  anyParcel,
  type Case,
  delivered,
  instant,
  type Keyed,
  later,
  type MomentOf,
  type moments,
  type Order,
  type Settings,
  total,
  type Voice,
} from '@motkit/core'

/** Since when a positive experience stands: the rating, or the end of the return window. */
export function goodSince(
  {
    reason,
    data,
    evidence,
    since,
  }: Pick<MomentOf<typeof moments.smotExperience>, 'reason' | 'data' | 'evidence' | 'since'>,
  { returnWindow }: Settings,
): string {
  if (reason === 'kept') return later(data.deliveredAt, returnWindow)
  const last = evidence.at(-1)
  return last === undefined ? since : instant(last)
}

/** Orders placed, ever. */
export const ordersPlaced = (orders: Keyed<Order>): number =>
  total(orders, 'placed', ({ placed }): Record<string, number> => (placed === undefined ? {} : { placed: 1 }))

const WELL = 3
/** As the third moment of truth has it: a rating of the case decides over everything else. */
const isSettled = ({ resolved, rating }: Case): boolean =>
  rating ? rating.value >= WELL : (resolved?.value.solved ?? false)

function isTrouble(order: Order, now: string): boolean {
  if (Object.values(order.ratings).some(({ value }) => value < WELL)) return true
  if (order.placed === undefined || order.refunded !== undefined) return false
  if (order.returned !== undefined) return true
  if (delivered(order) !== undefined) return anyParcel(order, 'damaged') !== undefined
  if (order.canceled !== undefined) return order.canceledBy === 'shop'
  const late = order.promised !== undefined && order.promised.value < now
  return late || (['delayed', 'lost', 'damaged'] as const).some((fact) => anyParcel(order, fact) !== undefined)
}

/**
 * True while a negative moment is not resolved: a case without a good end; an order rated badly, late, lost, damaged,
 * canceled by the shop or sent back, until money came back, it arrived after all, or a case about it ended well;
 * a bad review.
 */
export function isUnresolved(
  {
    orders,
    cases,
    voices,
  }: { readonly orders: Keyed<Order>; readonly cases: Keyed<Case>; readonly voices: Keyed<Voice> },
  now: string,
): boolean {
  const open = Object.values(cases.open)
  const righted = new Set(open.filter(isSettled).map(({ orderId }) => `order/${orderId}`))
  return (
    open.some((one) => one.opened !== undefined && !isSettled(one)) ||
    Object.entries(orders.open).some(([subject, order]) => !righted.has(subject) && isTrouble(order, now)) ||
    Object.values(voices.open).some(({ rating }) => rating !== undefined && rating.value < WELL)
  )
}
