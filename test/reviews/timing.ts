/** A row of the timing table: facts about one order, a timing, and when the request is due, written by hand twice. */
import { type Envelope, type Market, type Order, orders } from '@motkit/core'
import { defineTiming, scheduleOf, type TimingOptions } from '@motkit/reviews'
import { expect, test } from 'vitest'

export interface Row {
  readonly facts: readonly Fact[]
  readonly timing?: TimingOptions
  /** The customer's zone, else the shop's: Europe/Berlin. */
  readonly zone?: string
  readonly products?: readonly string[]
  /** Local time and UTC, as `Thu 2026-03-12 12:00` and `2026-03-12T11:00Z`, and why; or what it waits for. */
  readonly due?: readonly [local: string, utc: string, because: string]
  readonly waitingFor?: string
  readonly product?: string
}
type Fact = readonly [type: string, time: string, data?: object]

/** Facts, at times in UTC: of 2026 where they are as `03-02 08:00`. */
export const placed = (time: string, market?: Market, lines: readonly object[] = []): Fact => [
  'order.placed',
  time,
  { total: { amount: 5_000, currency: 'EUR' }, ...(market && { market }), products: lines },
]
export const updated = (time: string, market: Market): Fact => ['order.updated', time, { market }]
export const paid = (time: string): Fact => ['order.paid', time]
export const canceled = (time: string): Fact => ['order.canceled', time]
const parcel =
  (type: string, more: object = {}) =>
  (time: string, shipmentId?: string, ...products: readonly string[]): Fact => [
    type,
    time,
    {
      ...more,
      ...(shipmentId && { shipmentId }),
      ...(products.length > 0 && { products: products.map((productId) => ({ productId })) }),
    },
  ]
export const sent = parcel('shipment.created')
export const arrived = parcel('shipment.delivered')
export const lost = parcel('shipment.lost')
export const takenBack = parcel('shipment.updated', { status: 'canceled' })
export const returned = parcel('shipment.updated', { status: 'returned-to-sender' })
export const mug = { productId: 'mug', category: 'kitchen' }
export const mattress = { productId: 'mattress', category: 'bed' }

const utc = (time: string): string =>
  new Date(`${time.length === 11 ? '2026-' : ''}${time.replace(' ', 'T')}Z`).toISOString()
const fold = (order: Order, [type, time, data]: Fact): Order =>
  orders.fold[type]?.(
    order,
    {
      id: `${type} ${time} ${JSON.stringify(data)}`,
      source: 'shop',
      type,
      time: utc(time),
      tenant: 'default',
      customer: { id: 'ada' },
      data: { orderId: '1', ...data },
    } satisfies Envelope,
    'order/1',
  )
/** What is said of an order of which these facts are known. */
export const asked = ({ facts, timing = {}, zone, products }: Row) =>
  scheduleOf(defineTiming(timing), {
    order: facts.reduce(fold, orders.keyed?.initial as Order),
    profile: zone === undefined ? {} : { timeZone: { value: zone, at: '' } },
    settings: { timeZone: 'Europe/Berlin' },
    products,
  })

/** The time on the wall, as `2026-03-12 12:00`, by Intl alone. */
export function wall(at: number, zone: string): string {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
    formats.set(zone, format)
  }
  return format.format(at)
}
const formats = new Map<string, Intl.DateTimeFormat>()
const weekday = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short' }).format(at)

/** An order's lines, and those of a parcel, come in any order. */
const withLinesReversed = ([type, time, data]: Fact): Fact => {
  const { products, ...more } = (data ?? {}) as { products?: readonly object[] }
  return [type, time, { ...more, ...(products && { products: products.toReversed() }) }]
}

/** One test a row: its name is a sentence. */
export const table = (rows: Readonly<Record<string, Row>>): void => {
  for (const [name, row] of Object.entries(rows))
    test(name, () => {
      const schedule = asked(row)
      const { due: [local, instant, because] = [] } = row
      const said = {
        ...(because && { because }),
        ...(row.waitingFor && { waitingFor: row.waitingFor }),
        ...(row.product && { product: row.product }),
      }
      expect(schedule).toMatchObject(said)
      expect(asked({ ...row, facts: row.facts.toReversed() })).toEqual(schedule)
      expect(asked({ ...row, facts: row.facts.map(withLinesReversed) })).toEqual(schedule)
      expect(schedule.dueAt?.replace(':00.000Z', 'Z')).toBe(instant)
      if (schedule.dueAt === undefined) return
      const [at, zone] = [Date.parse(schedule.dueAt), row.zone ?? 'Europe/Berlin']
      expect(`${weekday(at, zone)} ${wall(at, zone)}`).toBe(local)
    })
}
