/** When a request for a review is due: a pure function of an order as it stands, and of the timing. */
import { instant, type Line, type Order, orderLines, type Profile, type Settings, type Stamp } from '@motkit/core'
import { waited } from './local.ts'
import { type Timing, waitFor } from './options.ts'
import { type Shipment, shipmentOf } from './parcels.ts'
import { opening } from './window.ts'

/** A request that has its date. */
export interface Due {
  /** UTC, ISO 8601. */
  readonly dueAt: string
  /** The trigger; `purchase` at a point of sale; `use` where the time of use ends last; `fallback` where no word of the arrival came. */
  readonly because: Timing['trigger'] | 'purchase' | 'use' | 'fallback'
  /** The instant that the wait counts from. */
  readonly since: string
  /** Of several products, the one that is due last. */
  readonly product?: string
  /** Beside `fallback`: what would move the date if it came. */
  readonly waitingFor?: Waiting['waitingFor']
}
/** A request without a date, and what it waits for. */
export interface Waiting {
  readonly dueAt?: undefined
  /** `replacement`: a parcel was lost or taken back, and nothing was sent in its place. */
  readonly waitingFor: 'order' | 'payment' | NonNullable<Shipment['waitingFor']>
  /** Of several products, one of those that wait for it. */
  readonly product?: string
}
export type Schedule = Due | Waiting

/** What is waited for, from the farthest back on. */
const stages: readonly unknown[] = ['order', 'payment', 'replacement', 'fulfilment', 'delivery']
/** Of several that wait, the one that is farthest back: what it waits for decides when all are there. */
export const farthestBack = <T extends Pick<Shipment, 'waitingFor'> | Waiting>(all: readonly T[]): T | undefined =>
  all.toSorted((a, b) => stages.indexOf(a.waitingFor) - stages.indexOf(b.waitingFor))[0]

export interface Asked {
  readonly order: Order
  readonly profile: Pick<Profile, 'timeZone'>
  readonly settings: Pick<Settings, 'timeZone'>
  /** The ids of the products that are asked about. All of the order but gift cards, unless said otherwise. */
  readonly products?: readonly string[] | undefined
}

/**
 * When what is asked about is due: when the last of it is, each product by its own parcels and its own wait; then at the
 * hour, and on a day that is not excluded, by the customer's clock, or the shop's where that is not known.
 * The arrival counts as soon as it is known, after the date of the fallback as well: that nobody is asked twice is for
 * the rule to see to.
 * @example scheduleOf(timing, { order, profile: journey.slices.profile, settings, products: ['mattress'] })
 */
export function scheduleOf(timing: Timing, { order, profile, settings, products }: Asked): Schedule {
  const zone = profile.timeZone?.value ?? settings.timeZone
  const lines = linesOf(order, products)
  const each = (lines.length > 0 ? lines : [undefined]).map((line) => scheduleOfLine(timing, order, line, zone))
  const waiting = farthestBack(each.filter((one) => one.dueAt === undefined))
  if (waiting) return waiting
  const due = (each as Due[]).reduce((a, b) => (b.dueAt > a.dueAt ? b : a))
  return { ...due, dueAt: opening(due.dueAt, timing, zone) }
}

type Item = Pick<Line, 'productId' | 'category'>
/** By their ids: an order may tell its lines in any order. */
function linesOf(order: Order, products: readonly string[] | undefined): readonly Item[] {
  const lines = orderLines(order)
  const asked: readonly Item[] =
    products === undefined
      ? lines.filter(({ giftCard }) => !giftCard)
      : products.map((productId) => lines.find((line) => line.productId === productId) ?? { productId })
  return asked.toSorted((a, b) => (a.productId < b.productId ? -1 : 1))
}

function scheduleOfLine(timing: Timing, order: Order, line: Item | undefined, zone: string): Schedule {
  const { trigger, fallback } = timing
  const named = line && { product: line.productId }
  if (order.placed === undefined) return { waitingFor: 'order', ...named }
  const market = order.market?.value
  const atTill = market === 'point-of-sale'
  const facts = factsOf(order, atTill, line?.productId)
  const use = waitFor(timing.use, line, market)
  const isUsed = Object.values(use).some((part) => part)

  const start = facts[trigger]
  if (start === undefined || (isUsed && facts.delivered === undefined)) {
    const isForArrival = start !== undefined || trigger === 'delivered'
    const waitingFor = trigger === 'paid' && start === undefined ? 'payment' : (facts.waitingFor ?? 'fulfilment')
    const since = isForArrival && waitingFor !== 'replacement' && fallback ? facts[fallback.after] : undefined
    if (since === undefined) return { waitingFor, ...named }
    return { dueAt: waited(since, { days: fallback?.days }, zone), because: 'fallback', since, waitingFor, ...named }
  }
  const because = atTill && trigger !== 'paid' ? 'purchase' : trigger
  const due: Due = { dueAt: waited(start, waitFor(timing.after, line, market), zone), because, since: start, ...named }
  if (!isUsed || facts.delivered === undefined) return due
  const usedAt = waited(facts.delivered, use, zone)
  return usedAt > due.dueAt ? { dueAt: usedAt, because: 'use', since: facts.delivered, ...named } : due
}

/** The facts that a wait can count from, as instants. What came before an order was canceled does not count. */
interface Facts {
  readonly placed?: string | undefined
  readonly paid?: string | undefined
  readonly fulfilled?: string | undefined
  readonly delivered?: string | undefined
  /** What is waited for where one of the last two is not there. */
  readonly waitingFor?: Waiting['waitingFor'] | undefined
}
/** At a point of sale, the purchase is all of them. */
function factsOf(order: Order, atTill: boolean, product: string | undefined): Facts {
  const standing = (at: Stamp | undefined): string | undefined =>
    at === undefined || (order.canceled !== undefined && at <= order.canceled) ? undefined : instant(at)
  const [placed, paid] = [standing(order.placed), standing(order.paid)]
  if (atTill)
    return {
      placed,
      paid: paid ?? placed,
      fulfilled: placed,
      delivered: placed,
      ...(!placed && { waitingFor: 'order' }),
    }
  const { sent, arrived, waitingFor } = shipmentOf(order, product)
  return { placed, paid, fulfilled: sent, delivered: arrived, waitingFor }
}
