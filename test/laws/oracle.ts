/** What a set of facts amounts to, computed another way: by sorting and counting, without folds, threads or ledgers. */
import { at, DAY, END, type Fact } from './facts.ts'

const of = (facts: readonly Fact[], type: string, orderId?: string): readonly Fact[] =>
  facts
    .filter((fact) => fact.type === type && (orderId === undefined || fact.data.orderId === orderId))
    .sort((a, b) => (a.time < b.time ? -1 : 1))
const amount = (fact: Fact | undefined, field: string): number =>
  (fact?.data[field] as { amount: number } | undefined)?.amount ?? 0

/** One point a euro of what was not given back; nothing for what was canceled. */
export function expectedPoints(facts: readonly Fact[]): number {
  let points = 0
  for (const placed of of(facts, 'order.placed')) {
    const id = String(placed.data.orderId)
    if (of(facts, 'order.canceled', id).length > 0) continue
    const refunded = of(facts, 'order.refunded', id).reduce((sum, fact) => sum + amount(fact, 'amount'), 0)
    points += Math.floor(Math.max(0, amount(placed, 'total') - refunded) / 100)
  }
  return points
}

const arrival = (facts: readonly Fact[], id: string): string | undefined => {
  // The whole order when anybody says so without a parcel; else the one parcel these facts know.
  const words = of(facts, 'shipment.delivered', id).map((fact) => fact.time)
  return words[0]
}
/** Orders whose customer is to be asked for a review, and when: arrived, kept, not yet rated, and nothing of theirs is unsolved. */
export function expectedRequests(facts: readonly Fact[]): Record<string, string> {
  const wanted: Record<string, string> = {}
  const solved = new Set(of(facts, 'case.resolved').map(({ data }) => data.caseId))
  if (of(facts, 'case.opened').some(({ data }) => !solved.has(data.caseId))) return wanted
  for (const placed of of(facts, 'order.placed')) {
    const id = String(placed.data.orderId)
    // The carrier's word on the parcel goes before the shop's on the order.
    const arrived = of(facts, 'shipment.delivered', id).find(({ data }) => data.shipmentId === 'x')?.time
    // None of these refunds says what it is of.
    const refunded = of(facts, 'order.refunded', id).some((fact) => amount(fact, 'amount') > 0)
    if (
      arrived === undefined ||
      refunded ||
      of(facts, 'order.canceled', id).some(({ time }) => time > arrived) ||
      of(facts, 'return.received', id).length > 0 ||
      of(facts, 'review.submitted', id).length > 0
    )
      continue
    wanted[id] = new Date(Date.parse(arrived) + 380 * DAY).toISOString()
  }
  return wanted
}

/** The reason of each order's actual moment of truth at the end, in UTC days. */
export function expectedWaits(facts: readonly Fact[]): Record<string, string> {
  const reasons: Record<string, string> = {}
  for (const placed of of(facts, 'order.placed')) {
    const id = String(placed.data.orderId)
    const arrived = arrival(facts, id)
    const promised = placed.data.promisedAt as string | undefined
    const canceled = of(facts, 'order.canceled', id)[0]
    if (arrived !== undefined)
      reasons[id] =
        promised === undefined ? 'arrived' : arrived.slice(0, 10) > promised.slice(0, 10) ? 'late' : 'on-time'
    else if (canceled) reasons[id] = canceled.data.by === 'shop' ? 'canceled-by-shop' : 'canceled'
    else reasons[id] = promised !== undefined && promised.slice(0, 10) < at(END).slice(0, 10) ? 'overdue' : 'waiting'
  }
  return reasons
}

const ONSITE = ['page.viewed', 'products.searched', 'product.viewed', 'product.added']
/** Visits, bounces, carts and purchases: events grouped by session, or by half an hour of silence. */
export function expectedVisits(facts: readonly Fact[]): Record<string, number> {
  const onsite = facts.filter(
    ({ type, data }) => ONSITE.includes(type) || (type === 'order.placed' && data.sessionId !== undefined),
  )
  const sessions = new Map<unknown, Fact[]>()
  for (const fact of onsite) {
    const session = fact.data.sessionId
    if (session !== undefined) sessions.set(session, [...(sessions.get(session) ?? []), fact])
  }
  const visits = [...sessions.values()]
  let last = Number.NEGATIVE_INFINITY
  for (const fact of onsite
    .filter(({ data }) => data.sessionId === undefined)
    .sort((a, b) => Date.parse(a.time) - Date.parse(b.time))) {
    if (Date.parse(fact.time) - last >= 30 * 60_000) visits.push([])
    visits.at(-1)?.push(fact)
    last = Date.parse(fact.time)
  }
  const has = (visit: readonly Fact[], type: string) => visit.some((fact) => fact.type === type)
  const counts = {
    visits: visits.length,
    bounced: visits.filter((visit) => visit.length === 1 && !has(visit, 'product.added') && !has(visit, 'order.placed'))
      .length,
    withCart: visits.filter((visit) => has(visit, 'product.added')).length,
    withPurchase: visits.filter((visit) => has(visit, 'order.placed')).length,
    abandonedCart: visits.filter((visit) => has(visit, 'product.added') && !has(visit, 'order.placed')).length,
  }
  return Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0))
}
