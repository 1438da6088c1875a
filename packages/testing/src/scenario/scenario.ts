/** A scenario: an engine over the memory store and a virtual clock, and customers who do things. */
import {
  type AnyGuard,
  type AnyPlugin,
  type Customer,
  createMot,
  events,
  later,
  type Mot,
  type MotOptions,
  memoryStore,
  type NewEvent,
  type Plugins,
  type Settings,
  type Signals,
  type Store,
  type VirtualClock,
  virtualClock,
} from '@motkit/core'
import { playUntil } from '../play-until.ts'
import { type Chain, createChain } from './chain.ts'
import type { Recorded } from './failure.ts'
import type { Stage } from './stage.ts'

type Handed = { readonly type: string; readonly data: unknown; readonly rule: string; readonly subject: string }
type MomentName<P extends Plugins> =
  Extract<keyof Signals<P>, `moment.${string}`> extends `moment.${infer N}` ? N : never

export interface ScenarioOptions<P extends Plugins> {
  readonly plugins: P
  readonly guards?: readonly AnyGuard[]
  /** When it begins, ISO 8601 with its zone. Default: '2026-01-05T10:00:00Z', a Monday. */
  readonly start?: string
  readonly settings?: Partial<Settings>
  /** By action: what the host does, where it shall do more than take note, as failing. */
  readonly handlers?: { readonly [action: string]: (action: Handed) => Promise<unknown> }
  /** Default: a memory store. */
  readonly store?: Store
}
export interface Scenario<P extends Plugins> {
  readonly mot: Mot<P>
  readonly clock: VirtualClock
  /** Every action that the host carried out, in order. */
  readonly actions: readonly Recorded[]
  /** A customer: by `{ id }`, or by `{ anonymousId }` until they become known. */
  given(customer: Customer): Chain<MomentName<P>>
}

const actionTypes = (plugins: readonly AnyPlugin[]): ReadonlySet<string> =>
  new Set(
    plugins.flatMap(({ rules = [] }) =>
      rules.flatMap((rule) =>
        rule.may.flatMap((made: { kind: string; type: string }) => (made.kind === 'action' ? [made.type] : [])),
      ),
    ),
  )

/**
 * Makes a scenario. Its clock moves by `after` and `at` only; every action is taken note of.
 * @example
 * const scenario = createScenario({ plugins: [reviews({ after: { days: 7 } })] })
 * await scenario.given({ id: 'c1' }).consents().orders({ total: eur(50) }).pays().ships().receives()
 *   .after({ days: 7 }).expect(sendMessage, { template: 'review-request' })
 */
export function createScenario<const P extends Plugins>(options: ScenarioOptions<P>): Scenario<P> {
  const { plugins, guards = [], start = '2026-01-05T10:00:00Z', settings = {}, store = memoryStore() } = options
  const clock = virtualClock(start)
  const now = () => new Date(clock.now()).toISOString()
  const recorded: Recorded[] = []
  const record =
    (type: string) =>
    async (action: Handed & { customer: Customer }, { idempotencyKey }: { idempotencyKey: string }): Promise<void> => {
      await options.handlers?.[type]?.(action)
      const { data, rule, subject, customer } = action
      recorded.push({ type, data, rule, subject, customer: keyOf(customer), key: idempotencyKey, at: now() })
    }
  const handlers = Object.fromEntries([...actionTypes(plugins)].map((type) => [type, record(type)]))
  const setup: MotOptions & { readonly plugins: Plugins; readonly handlers: object } = {
    store,
    clock,
    guards,
    settings,
    plugins,
    handlers,
  }
  const mot = createMot(setup as never) as unknown as Mot<P>

  const counts = new Map<string, number>()
  const stage: Stage = {
    plugins,
    recorded,
    expected: new Set(),
    identified: events.customerIdentified,
    now,
    keyOf,
    next(kind) {
      const count = (counts.get(kind) ?? 0) + 1
      counts.set(kind, count)
      return kind === 'event' ? `event-${String(count).padStart(4, '0')}` : `${kind}-${count}`
    },
    async tell(event: NewEvent) {
      const [answer] = await mot.ingestMany([event])
      if (answer && !answer.ok)
        throw new Error(`${event.type} was refused with ${answer.error.code}: ${answer.error.message}`)
      await mot.catchUp()
    },
    after: (span) => playUntil(mot, clock, later(now(), span)),
    until: (instant) => playUntil(mot, clock, instant),
    async explain(customer) {
      const explained = await mot.explain(customer)
      return explained.ok ? explained.value : undefined
    },
  }
  return { mot, clock, actions: recorded, given: (customer) => createChain(stage, customer) as Chain<MomentName<P>> }
}

const keyOf = (customer: Customer): string =>
  'id' in customer ? `id:${customer.id}` : `anonymous:${customer.anonymousId}`
