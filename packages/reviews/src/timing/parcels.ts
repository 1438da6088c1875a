/** Which parcels bring what is asked about, and when the last of them was sent and has arrived. */
import { instant, type Order, type Parcel, type Stamp } from '@motkit/core'

/** When the last of it was sent, and has arrived; else what is still waited for. */
export interface Shipment {
  readonly sent?: string
  readonly arrived?: string
  readonly waitingFor?: 'fulfilment' | 'replacement' | 'delivery'
}
interface Sent {
  readonly at: string
  readonly arrived?: string | undefined
  /** Lost, canceled or returned to its sender, and not delivered since. */
  readonly gone?: string | undefined
  readonly products?: readonly string[] | undefined
}

/**
 * How a product of an order is sent, or all of it. A parcel whose contents nobody told may hold any of it. One that is
 * gone counts for nothing: another that holds the product takes its place, or one that was sent after it was gone.
 */
export function shipmentOf(order: Order, product?: string): Shipment {
  const parcels = parcelsOf(order).filter((parcel) => mayHold(parcel, product))
  const coming = parcels.filter(({ gone }) => gone === undefined)
  const isReplaced = (gone: string): boolean => coming.some((one) => holds(one, product) || one.at >= gone)
  if (parcels.some(({ gone }) => gone !== undefined && !isReplaced(gone))) return { waitingFor: 'replacement' }
  const sent = last(coming.map(({ at }) => at))
  if (sent === undefined) return { waitingFor: 'fulfilment' }
  const arrived = last(coming.map((parcel) => parcel.arrived))
  return arrived === undefined ? { sent, waitingFor: 'delivery' } : { sent, arrived }
}
const mayHold = ({ products }: Sent, product: string | undefined): boolean =>
  product === undefined || products === undefined || products.includes(product)
const holds = ({ products }: Sent, product: string | undefined): boolean =>
  product !== undefined && products?.includes(product) === true
/** The last of all instants, where all are known. */
const last = (all: readonly (string | undefined)[]): string | undefined =>
  all.includes(undefined) ? undefined : (all as string[]).toSorted().at(-1)

/** The parcels of an order as it stands: of a canceled one, what was sent since. */
function parcelsOf(order: Order): readonly Sent[] {
  const { '-': whole, ...named } = order.parcels
  const parcels = Object.values(named)
  const known = parcels.length > 0 ? parcels.map((parcel) => together(parcel, whole)) : whole ? [whole] : []
  return known.map(toSent).filter(({ at }) => order.canceled === undefined || at > instant(order.canceled))
}
const ends = ['lost', 'canceled', 'delivered'] as const
/** A parcel, and the word on the whole order where that came after it was sent. */
function together(parcel: Parcel, whole: Parcel | undefined): Parcel {
  const all: Record<string, Stamp | undefined> = {}
  const { at } = toSent(parcel)
  for (const end of ends) {
    const word = whole?.[end]
    all[end] = parcel[end] ?? (word !== undefined && instant(word) >= at ? word : undefined)
  }
  return { ...parcel, ...all }
}
function toSent({ products, ...facts }: Parcel): Sent {
  const { created, lost, canceled, delivered } = facts
  const at = created ?? (Object.values(facts) as (Stamp | undefined)[]).filter(isKnown).toSorted()[0] ?? ''
  const gone = [lost, canceled].filter(isKnown).toSorted()
  const hasArrived = delivered !== undefined && gone.every((end) => end < delivered)
  return {
    at: instant(at),
    arrived: hasArrived ? instant(delivered) : undefined,
    gone: hasArrived || gone[0] === undefined ? undefined : instant(gone[0]),
    products,
  }
}
const isKnown = (at: Stamp | undefined): at is Stamp => at !== undefined
