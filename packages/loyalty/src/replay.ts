/** A replay of recorded events under a programme, on an engine of its own whose clock goes along with them. */
import {
  type AnyPlugin,
  type Customer,
  createMot,
  type Envelope,
  memoryStore,
  type NewEvent,
  virtualClock,
} from '@motkit/core'

export interface Replayed {
  /** What motkit recorded. */
  readonly facts: readonly Envelope[]
  /** Who a customer of these events turned out to be. */
  who(customer: Customer): Promise<Customer>
}
const isOfHost = ({ source }: NewEvent): boolean => !source.startsWith('motkit')

/**
 * Takes the host's own events in the order of their times, as the past: nothing is sent.
 * @throws MotError where the border refuses one
 */
export async function replay(plugin: AnyPlugin, history: readonly NewEvent[]): Promise<Replayed> {
  const facts: Envelope[] = []
  const clock = virtualClock()
  const handlers: Record<string, 'none'> = {}
  for (const { may } of plugin.rules ?? [])
    for (const { kind, type } of may) if (kind === 'action') handlers[type] = 'none'
  const mot = createMot({ store: memoryStore(), clock, plugins: [plugin], handlers, border: { unknownEvents: 'keep' } })
  mot.on('event', (event) => {
    if (event.source === 'motkit') facts.push(event)
  })
  const events = history.filter(isOfHost).sort((a, b) => Date.parse(a.time) - Date.parse(b.time))
  for (const event of events) {
    // What time alone changes between events, as a tier that is lost, is as it was.
    for (;;) {
      const { next } = await mot.catchUp()
      if (next === undefined || Date.parse(next) >= Date.parse(event.time)) break
      clock.set(next)
    }
    clock.set(event.time)
    const [answer] = await mot.ingestMany([event], { backfill: true })
    if (answer && !answer.ok) throw answer.error
  }
  return {
    facts,
    async who(customer) {
      const journey = await mot.journey(customer)
      return journey.ok ? journey.value.customer : customer
    },
  }
}
