/** The world of a simulated store: its calendar, what it sells, and what its people tell. */
import { TZDate } from '@date-fns/tz'
import type { AnyEvent, Customer, EventDef, events, NewEventOf } from '@motkit/core'
import { addDays } from 'date-fns/addDays'
import { addMonths } from 'date-fns/addMonths'
import { startOfDay } from 'date-fns/startOfDay'
import type { Product } from './assortment.ts'
import type { Chance } from './chance.ts'
import type { Simulation } from './rates.ts'

/** Any event of the catalogue, as a host hands it in. */
export type SimulatedEvent = NewEventOf<(typeof events)[keyof typeof events]>
type DataOf<E> = E extends EventDef<string, infer D> ? D : never

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

/** What brings somebody for the first time. */
export interface Invitation {
  readonly day: number
  readonly referredBy?: string
  readonly referralId?: string
  readonly contentId?: string
  /** Says who brought whom, once the friend is known. */
  known?(friendId: string, at: number): void
}
export interface World {
  readonly options: Simulation
  readonly products: readonly [Product, ...Product[]]
  /** Days within the simulation, from its first whole day. */
  readonly days: number
  /** When a day begins in the shop's zone. */
  midnight(day: number): number
  /** Brings somebody new, if there is anybody left. */
  invite(invitation: Invitation): void
  tell(at: number, event: SimulatedEvent): void
}
/** Somebody who visits. */
export interface Person {
  readonly number: string
  readonly world: World
  readonly chance: Chance
  readonly device: 'mobile' | 'desktop' | 'tablet'
  readonly invitation: Invitation | undefined
  customer: Customer
  told: number
  visits: number
  orders: number
}

/** A calendar of days in a zone, from the first midnight at or after the start. */
export function calendar({ start, months, timeZone }: Simulation): Pick<World, 'midnight' | 'days'> & { end: number } {
  const from = new TZDate(start, timeZone)
  const dawn = startOfDay(from)
  const first = dawn.getTime() < from.getTime() ? addDays(dawn, 1) : dawn
  const end = addMonths(new TZDate(start, 'UTC'), months).getTime()
  const known: number[] = []
  const midnight = (day: number): number => {
    for (let next = known.length; next <= day; next++) known.push(addDays(first, next).getTime())
    return known[day] as number
  }
  let days = 0
  while (midnight(days) < end) days++
  return { midnight, days, end }
}

/** Where an event comes from: the same arrival is told by the shop and by the carrier. */
export type Source = 'shop' | 'carrier' | 'helpdesk' | 'reviews' | 'surveys'

/** Tells what happened to a person. */
export function tell<E extends AnyEvent>(
  person: Person,
  definition: E,
  at: number,
  data: DataOf<E>,
  source: Source = 'shop',
): void {
  const event = {
    id: `${person.number}-${++person.told}`,
    source,
    type: definition.type,
    time: new Date(at).toISOString(),
    customer: person.customer,
    data,
  }
  person.world.tell(at, event as SimulatedEvent)
}
