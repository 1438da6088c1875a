/** Late orders, counted both ways: by the instant of the promise, and by its calendar day in the shop's zone. */
import { TZDate } from '@date-fns/tz'
import { delivered, type Envelope, instant, type Order, orders } from '@motkit/core'
import { differenceInCalendarDays } from 'date-fns/differenceInCalendarDays'

/** Adds a customer's late orders, folded once more from the events: a closed order keeps neither promise nor arrival. */
export function countLate(
  counts: { lateByInstant: number; lateByDay: number },
  events: readonly Envelope[],
  timeZone: string,
): void {
  const folded = new Map<string, Order>()
  for (const event of events) {
    const fold = orders.fold[event.type]
    const subject = event.subject?.startsWith('order/') ? event.subject : undefined
    if (!fold || subject === undefined) continue
    folded.set(subject, fold(folded.get(subject) ?? orders.keyed?.initial, event, subject))
  }
  for (const order of folded.values()) {
    const arrived = order.placed && delivered(order)
    const promised = order.promised?.value
    if (arrived === undefined || promised === undefined) continue
    const at = instant(arrived)
    if (at > promised) counts.lateByInstant++
    if (differenceInCalendarDays(new TZDate(at, timeZone), new TZDate(promised, timeZone)) > 0) counts.lateByDay++
  }
}
