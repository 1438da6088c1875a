/** A motkit event that the state of an entity implies. Telling it again is telling the same. */
import { createHash } from 'node:crypto'
import type { AnyEvent, events, NewEventOf } from '@motkit/core'

type Catalogue = (typeof events)[keyof typeof events]
type DefOf<T extends string> = Extract<Catalogue, AnyEvent & { type: T }>
/** An event of motkit's catalogue. */
export type Fact = NewEventOf<Catalogue>
type DataOf<T extends Catalogue['type']> = NewEventOf<DefOf<T>>['data']

/** Where these facts come from: the `source` of their events. */
const SOURCE = 'medusa'

/** Says facts of one customer. */
export interface Teller {
  /**
   * What can be said in one way only.
   * @param key Medusa's own id of it: with the type, the event's id
   */
  say<T extends Catalogue['type']>(type: T, key: string, time: string, data: DataOf<T>): Fact
  /** What Medusa may say anew under the same id: another word is another event, by a digest of what it says and when. */
  reword<T extends Catalogue['type']>(type: T, key: string, time: string, data: DataOf<T>): Fact
}
export function tellerOf(customerId: string): Teller {
  const say: Teller['say'] = (type, key, time, data) =>
    ({ id: `${type}/${key}`, source: SOURCE, type, time, customer: { id: customerId }, data }) as unknown as Fact
  return { say, reword: (type, key, time, data) => say(type, `${key}/${digest([time, data])}`, time, data) }
}

const digest = (said: unknown): string =>
  createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 12)

/** Without what is undefined. */
export const defined = <T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never
/** Of two instants, the later one. */
export const later = (a: string, b: string | undefined): string => (b !== undefined && b > a ? b : a)
