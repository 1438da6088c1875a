/** Holds what motkit keeps of a shop against what the hand-written loop keeps of it. */
import { deepStrictEqual } from 'node:assert/strict'
import type { Place } from './durable-shop.ts'
import { fromText } from './hand-row.ts'

/** Rows of one side that the other does not have, or has otherwise; by statement, since it is the database that compares. */
const comparisons = {
  events: `
    select m.id as ours, h.id as theirs
    from (select * from motkit.event where source = 'shop') m full join hand.event h using (source, id)
    where m.customer is distinct from 'id:' || h.customer or m.subject is distinct from h.subject
      or m.at is distinct from h.at or m.body->>'type' is distinct from h.body->>'type'
      or (m.body->'data')::jsonb is distinct from (h.body->'data')::jsonb`,
  // What is no longer wanted counts as none: who looks after each event may have wanted it meanwhile.
  actions: `
    select m.key as ours, h.key as theirs
    from (select * from motkit.action where state <> 'withdrawn') m
    full join (select * from hand.action where state <> 'withdrawn') h on m.customer = 'id:' || h.customer and m.key = h.key
    where m.type is distinct from h.type or m.state is distinct from h.state
      or m.body->>'rule' is distinct from h.body->>'rule'
      or m.body->'data'->>'template' is distinct from h.body->>'template'`,
  timers: `
    select m.customer as ours, h.customer as theirs
    from motkit.timer m full join hand.timer h on m.customer = 'id:' || h.customer where m.at is distinct from h.at`,
}
const SOME = 1_000

export interface Sizes {
  /** Mean bytes of a journey's JSON. */
  readonly ours: number
  readonly theirs: number
}
export const sizesOf = ({ ours, theirs }: Sizes): string =>
  `journeys of ${Math.round(ours)} bytes, by hand ${Math.round(theirs)}`

/** Compares every event, action, timer and, in every journey, what is open and the moments that stand on it. */
export async function prove({ store, rows }: Place): Promise<Sizes> {
  for (const [table, comparison] of Object.entries(comparisons))
    deepStrictEqual(await rows(`${comparison} limit 5`), [], `the two sides differ in ${table}`)
  const kept = (await rows('select customer, state from hand.journey order by customer')) as {
    customer: string
    state: string
  }[]
  let [ours, theirs] = [0, 0]
  for (let from = 0; from < kept.length; from += SOME) {
    const some = kept.slice(from, from + SOME)
    const { journeys } = await store.journeys(
      'default',
      some.map(({ customer }) => `id:${customer}`),
    )
    for (const { customer, state } of some) {
      const journey = journeys.get(`id:${customer}`)
      const own = Object.entries(journey?.threads ?? {}).map(([subject, { moments }]) =>
        told(subject, Object.values(moments)),
      )
      const other = [...fromText(state).topics.values()].map(({ subject, moments }) => told(subject, moments))
      deepStrictEqual(own.sort(), other.sort(), `the two sides differ in the journey of ${customer}`)
      ours += Buffer.byteLength(JSON.stringify(journey))
      theirs += Buffer.byteLength(state)
    }
  }
  return { ours: ours / kept.length, theirs: theirs / kept.length }
}
interface Standing {
  readonly type: string
  readonly subject: string
  readonly polarity: string
  readonly reason: string
}
const told = (subject: string, moments: readonly Standing[]): string =>
  [subject, ...moments.map((one) => `${one.type} ${one.subject} ${one.polarity} ${one.reason}`).sort()].join('\n')
