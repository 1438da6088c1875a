/** The stream of a shop's events in legs, and how a side goes through one: batch by batch, or many callers with an event each. */
import type { Answer, Batch } from './hand-loop.ts'
import { type RawEvent, START } from './shop-events.ts'

const BATCH = 100

/** Events in batches, each with the time at which it is taken in: that of the newest event so far. */
export function inBatches(all: readonly RawEvent[], size: number, from: number = START): readonly Batch[] {
  let now = from
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => {
    const events = all.slice(i * size, (i + 1) * size)
    now = newest(events, now)
    return { events, now }
  })
}
const newest = (events: readonly RawEvent[], from: number): number =>
  events.reduce((latest, { time }) => Math.max(latest, Date.parse(time)), from)

/** A part of what comes next, and the time at which it begins. */
export interface Leg {
  readonly events: readonly RawEvent[]
  readonly from: number
}
/** So many legs of the stream, kept as text: a process does not hold what is yet to come as objects. */
export function legsOf(stream: readonly RawEvent[], count: number, size: number): readonly (() => Leg)[] {
  if (stream.length < count * size) throw new Error(`the shop has ${stream.length} events, not ${count * size}`)
  let from = Date.parse((stream[0] as RawEvent).time)
  return Array.from({ length: count }, (_, i) => {
    const [events, begin] = [stream.slice(i * size, (i + 1) * size), from]
    const text = JSON.stringify(events)
    from = newest(events, from)
    return () => ({ events: JSON.parse(text) as readonly RawEvent[], from: begin })
  })
}

export type Side = (leg: Leg) => Promise<readonly Answer[]>

/** Lets callers take one piece after another, each the next when it has its answer. */
export async function share<T, R>(
  callers: number,
  all: readonly T[],
  call: (one: T, caller: number) => Promise<R>,
): Promise<R[]> {
  const answers: R[] = []
  let next = 0
  const run = async (caller: number): Promise<void> => {
    for (let i = next++; i < all.length; i = next++) answers[i] = await call(all[i] as T, caller)
  }
  await Promise.all(Array.from({ length: callers }, (_, caller) => run(caller)))
  return answers
}
/** In batches, one after another. */
export const inTurn =
  (call: (batch: Batch) => Promise<readonly Answer[]>): Side =>
  async (leg) =>
    (await share(1, inBatches(leg.events, BATCH, leg.from), call)).flat()
/**
 * Each event by itself, at the time at which the leg began, so that it does not matter who comes first. Of an event and its
 * duplicate either may be: answers are told in no order.
 */
export const alone =
  (callers: number, call: (batch: Batch, caller: number) => Promise<readonly Answer[]>): Side =>
  async ({ events, from }) =>
    (
      await share(
        callers,
        events.map((event) => ({ events: [event], now: from })),
        call,
      )
    )
      .flat()
      .sort()
