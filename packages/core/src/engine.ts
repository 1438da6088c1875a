/** The engine: the one conductor. It takes events in, commits what follows from them, and then speaks on the bus. */
import { createBus } from './bus.ts'
import { iso, systemClock } from './clock.ts'
import { runCommand } from './command.ts'
import { commitEvents, type Ingested, type News } from './commit.ts'
import { consume } from './consume.ts'
import { createDeadLetters } from './dead.ts'
import type { AnyHandlers } from './deliver.ts'
import { coreErrors, MotError } from './errors.ts'
import { type Customer, customerKey } from './event.ts'
import { explainJourney } from './explain.ts'
import { healthOf } from './health.ts'
import { defaultBorder, validate } from './ingest.ts'
import { newJourney, viewOf, withSlices } from './journey.ts'
import { journeyPlugin } from './journey-plugin.ts'
import { eachJourney } from './journeys.ts'
import { createModel } from './model.ts'
import type { Core, IngestCode, IngestOptions, Joined, Mot, MotOptions, Needed, Who } from './mot.ts'
import { readNumbers } from './options.ts'
import type { Plugins, Supplied } from './plugin.ts'
import { prune } from './prune.ts'
import { runQuery } from './query.ts'
import { createQueue, queueFull } from './queue.ts'
import { err, ok, type Result } from './result.ts'
import { createRunner } from './runner.ts'
import { defaultSettings } from './settings.ts'
import { eraseAll, setPaused } from './tenant.ts'
import { failure, hashOf, type Workplace, work } from './work.ts'

/**
 * Makes an engine. A mistake in the set-up (a plugin twice, a slice that nobody supplies, a limit of 0) throws MotError SETUP_INVALID.
 * @example
 * const mot = createMot({ store: memoryStore(), plugins: [reviews()], handlers: { 'message.send': async (action) => mailer.send(action.data) } })
 * await mot.ingest({ id: '1', source: 'shop', type: 'order.placed', time: '2026-11-01T10:00:00Z', customer: { id: 'c1' }, data: { … } })
 */
export function createMot<const P extends Plugins>(
  options: MotOptions & { readonly plugins: P & Supplied<P, Core> } & Needed<P>,
): Mot<P> {
  const { store, clock = systemClock, erasureKey = 'motkit', telemetry } = options
  const { maxQueue, delivery } = readNumbers(options)
  const handlers: AnyHandlers = options.handlers ?? {}
  const muted = new Set(Object.keys(handlers).filter((type) => handlers[type] === 'none'))
  const plugins: Plugins = [journeyPlugin, ...options.plugins]
  const model = createModel(plugins, options.guards ?? [], muted, { ...defaultSettings, ...options.settings })
  const border = { ...defaultBorder, ...options.border }
  for (const type of model.actions.keys()) {
    if (handlers[type] === undefined)
      throw new MotError('SETUP_INVALID', `no handler for ${type}: give a function, or 'none'`, {
        details: { path: `handlers.${type}` },
      })
  }

  const failed = (error: unknown, during: string): void => {
    if (during !== 'error') bus.emit('error', { error, during })
  }
  const bus = createBus<Record<string, unknown>>(failed)
  const tell = ({ events, moments, changes }: News): void => {
    for (const event of events) bus.emit('event', event)
    for (const { moment, previous, retracted } of moments) {
      bus.emit(`moment.${moment.type}`, { ...moment, ...(previous && { previous }), ...(retracted && { retracted }) })
    }
    for (const change of changes) bus.emit('decision', change)
  }
  const place: Workplace = { store, clock, model, erasureKey, telemetry, tell, failed }
  telemetry?.observe?.(() => healthOf(place))
  const runner = createRunner(place, handlers, delivery)
  const queue = createQueue(place, runner.wake)

  type Answer = Result<Ingested, IngestCode>
  let waiting = 0
  const submit = (raw: unknown, backfill: boolean): Answer | Promise<Answer> => {
    const valid = validate(model, border, raw, clock.now())
    const answer = valid.ok ? queue.add(valid.value, backfill) : valid
    return telemetry ? counted(answer) : answer
  }
  const counted = async (answer: Answer | Promise<Answer>): Promise<Answer> => {
    const known = await answer
    const word = known.ok ? (known.value.duplicate ? 'duplicate' : 'accepted') : known.error.code
    telemetry?.count('motkit.events', 1, { 'motkit.answer': word })
    return known
  }
  /** One event in a transaction of the host's: no group commit, and the bus speaks when the host says that it has committed. */
  const join = async (
    raw: unknown,
    tx: unknown,
    backfill: boolean,
  ): Promise<Result<Joined, IngestCode | 'TX_UNSUPPORTED'>> => {
    if (!store.capabilities.joins)
      return err(new MotError('TX_UNSUPPORTED', coreErrors.TX_UNSUPPORTED, { details: { path: 'tx' } }))
    const valid = validate(model, border, raw, clock.now())
    if (!valid.ok) return valid
    let tell: () => void = () => undefined
    const later = (telling: () => void) => {
      tell = telling
    }
    try {
      const [answer] = await work(place, valid.value.tenant, (unit) => commitEvents(unit, [valid.value]), {
        backfill,
        tx,
        later,
      })
      if (!answer?.ok) return answer as Answer as never
      return ok({
        ...answer.value,
        afterCommit() {
          tell()
          tell = () => undefined
          runner.wake()
        },
      })
    } catch (error) {
      return failure<IngestCode>(error)
    }
  }
  const find = async (customer: Customer, { tenant = 'default' }: Who = {}) => {
    const found = await store.export(tenant, customerKey(customer))
    if (found.journey || found.events.length > 0) return ok({ tenant, found })
    return err(
      new MotError('CUSTOMER_UNKNOWN', 'no journey is known for this customer', { details: { path: 'customer' } }),
    )
  }

  const mot: Mot<Plugins> = {
    async ingest(
      event: unknown,
      { backfill = false, tx }: IngestOptions & { readonly tx?: unknown } = {},
    ): Promise<never> {
      if (tx !== undefined) return join(event, tx, backfill) as never
      if (waiting >= maxQueue) return queueFull(waiting) as never
      waiting++
      try {
        return (await submit(event, backfill)) as never
      } finally {
        waiting--
      }
    },
    async ingestMany(events, { backfill = false } = {}) {
      const answers: (Answer | Promise<Answer>)[] = []
      const add = (event: unknown) => answers.push(submit(event, backfill))
      if (Symbol.iterator in events) {
        // What is there already is taken in one turn, and goes into one commit.
        for (const event of events) {
          add(event)
          if (queue.full) await answers.at(-1)
        }
      } else {
        for await (const event of events) {
          add(event)
          if (queue.full) await answers.at(-1)
        }
      }
      return Promise.all(answers)
    },
    on: (name, listener) => bus.on(name, listener as (value: unknown) => unknown),
    start: ({ pollMs = 1_000 } = {}) => runner.start(pollMs),
    catchUp: runner.catchUp,
    async journey(customer, who) {
      const known = await find(customer, who)
      if (!known.ok) return known
      const journey = known.value.found.journey ?? newJourney(model, customerKey(customer))
      return ok(viewOf(model, withSlices(model, journey), iso(clock.now())) as never)
    },
    journeys: (options) => eachJourney(place, options) as never,
    async explain(customer, who) {
      const known = await find(customer, who)
      if (!known.ok) return known
      const { tenant, found } = known.value
      const journey = found.journey ?? newJourney(model, customerKey(customer))
      return ok(explainJourney(model, tenant, journey, found.events, found.actions, iso(clock.now())))
    },
    async export(customer, who) {
      const known = await find(customer, who)
      return known.ok ? ok(known.value.found) : known
    },
    async erase(customer, { tenant = 'default' } = {}) {
      if (store.capabilities.durable && options.erasureKey === undefined)
        return err(
          new MotError('ERASURE_KEY_MISSING', coreErrors.ERASURE_KEY_MISSING, { details: { path: 'erasureKey' } }),
        )
      try {
        await store.transaction(async (transaction) => {
          const own = customerKey(customer)
          const key = (await transaction.open(tenant, [own])).canonical.get(own) ?? own
          const names = new Set([own, key, ...(await transaction.aliases(tenant, key))])
          await transaction.erase(tenant, key, [...names].map(hashOf(place, tenant)))
        })
        return ok({ erased: true })
      } catch (error) {
        return failure<never>(error)
      }
    },
    eraseAll: (options) => eraseAll(place, options),
    pause: (who) => setPaused(place, true, who),
    resume: (who) => setPaused(place, false, who).finally(runner.wake),
    consume: (messages, { backfill = false, ...options } = {}) =>
      consume(
        (events) => mot.ingestMany(events, { backfill }),
        messages,
        (error) => failed(error, 'consuming'),
        options,
      ),
    dead: createDeadLetters(place, runner.wake),
    health: () => healthOf(place),
    prune: (options) => prune(place, options),
    close: () => store.close(),
  }
  const calls: Record<string, Record<string, (input: unknown) => Promise<Result<unknown, string>>>> = {}
  for (const { id, commands, queries } of plugins) {
    if (!commands && !queries) continue
    const own: (typeof calls)[string] = {}
    for (const [name, command] of Object.entries(commands ?? {}))
      own[name] = (input) => runCommand(place, `${id}.${name}`, command, input).finally(runner.wake)
    for (const [name, query] of Object.entries(queries ?? {}))
      own[name] = (input) => runQuery(place, `${id}.${name}`, query, input)
    calls[id] = own
  }
  return Object.assign(mot, calls) as unknown as Mot<P>
}
