/** The engine: the one conductor. It takes events in, commits what follows from them, and then speaks on the bus. */

import { createBus } from './bus.ts'
import { type Clock, iso, systemClock } from './clock.ts'
import { type CommitRefusal, commitEvents, type Ingested, type News, Unit } from './commit.ts'
import { check, type Made } from './definition.ts'
import { type AnyHandlers, type DeliveryOptions, defaultDelivery, deliverDue } from './deliver.ts'
import { isMotError, MotError } from './errors.ts'
import { type Customer, customerKey, type Envelope, type NewEventOf } from './event.ts'
import { type Explained, explainJourney } from './explain.ts'
import type { AnyGuard } from './guard.ts'
import { keyedHash, newId } from './ids.ts'
import type { BorderOptions, Refusal } from './ingest.ts'
import { defaultBorder, readCustomer, validate } from './ingest.ts'
import { type Journey, newJourney, viewOf, withSlices } from './journey.ts'
import { type JourneyPlugin, journeyPlugin } from './journey-plugin.ts'
import { createModel } from './model.ts'
import type { AnyMoment, MomentOf } from './moment.ts'
import type {
  ActionsOf,
  AnyCommand,
  Commands,
  EventsOf,
  Handlers,
  LooseHandlers,
  MomentsOf,
  Plugins,
  SlicesOf,
  Supplied,
} from './plugin.ts'
import { err, ok, type Result } from './result.ts'
import { same } from './same.ts'
import { defaultSettings, type Settings } from './settings.ts'
import { dueSubjects, enact, lookAt } from './step.ts'
import type { Change } from './stepping.ts'
import type { Store } from './store.ts'

type Core = readonly [JourneyPlugin]
type All<P extends Plugins> = readonly [JourneyPlugin, ...P]
type Announced<M extends AnyMoment> = M extends AnyMoment
  ? MomentOf<M> & {
      /** As it stood before; absent at the opening. */ readonly previous?: MomentOf<M> /** Late facts took it back. */
      readonly retracted?: true
    }
  : never

/** What can be listened to. Each is told after the commit. */
export type Signals<P extends Plugins> = {
  readonly [M in MomentsOf<All<P>> as `moment.${M['type']}`]: Announced<M>
} & {
  /** An event, or a fact that a rule recorded, was committed. */
  readonly event: Envelope
  /** A decision changed its state. */
  readonly decision: Change
  /** A listener threw. */
  readonly error: { readonly error: unknown; readonly during: string }
}

type IngestCode = Refusal | CommitRefusal | 'PLUGIN_FAILED' | 'RULES_LOOP' | 'STORE_UNAVAILABLE' | 'QUEUE_FULL'
export interface IngestOptions {
  /** The past: moments are found and ledgers written, nothing is sent. */
  readonly backfill?: boolean
}
type Who = { readonly tenant?: string }

export type Mot<P extends Plugins> = {
  /** Takes one event; answered after its commit. */
  ingest(event: NewEventOf<EventsOf<All<P>>>, options?: IngestOptions): Promise<Result<Ingested, IngestCode>>
  /** Takes many, typed or straight off a wire; each gets its own answer, in order. */
  ingestMany(
    events: Iterable<unknown> | AsyncIterable<unknown>,
    options?: IngestOptions,
  ): Promise<readonly Result<Ingested, IngestCode>[]>
  /** Listens; call what it returns to stop. */
  on<K extends keyof Signals<P> & string>(name: K, listener: (value: Signals<P>[K]) => unknown): () => void
  /** Runs timers and deliveries in this process until the returned function is called, which waits for what is under way. */
  start(options?: { readonly pollMs?: number }): () => Promise<void>
  /** Runs what is due now, to its end; answers when something will be due next. */
  catchUp(): Promise<{ readonly next?: string }>
  /** The journey as it stands. */
  journey(customer: Customer, options?: Who): Promise<Result<Journey<SlicesOf<All<P>>>, 'CUSTOMER_UNKNOWN'>>
  explain(customer: Customer, options?: Who): Promise<Result<Explained, 'CUSTOMER_UNKNOWN'>>
  export(customer: Customer, options?: Who): Promise<Result<Awaited<ReturnType<Store['export']>>, 'CUSTOMER_UNKNOWN'>>
  /** Removes all that concerns a customer; their events are refused from then on. */
  erase(customer: Customer, options?: Who): Promise<Result<{ readonly erased: true }, 'STORE_UNAVAILABLE'>>
  close(): Promise<void>
} & Commands<P>

export interface MotOptions {
  readonly store: Store
  readonly guards?: readonly AnyGuard[]
  readonly clock?: Clock
  /** Thresholds of the built-in moments. */
  readonly settings?: Partial<Settings>
  readonly border?: Partial<BorderOptions>
  readonly delivery?: Partial<DeliveryOptions>
  /** Keys the hash that stays of an erased customer; keep it, and keep it secret. */
  readonly erasureKey?: string
  /** Events waiting to be committed, at most. Default: 10,000. */
  readonly maxQueue?: number
}
type Needed<P extends Plugins> = string extends P[number]['id']
  ? { readonly handlers?: LooseHandlers }
  : [ActionsOf<P>] extends [never]
    ? { readonly handlers?: Record<string, never> }
    : { readonly handlers: Handlers<ActionsOf<P>> }

const BATCH = 500

/**
 * Makes an engine. A mistake in the set-up (a plugin twice, a slice that nobody supplies) throws MotError SETUP_INVALID.
 * @example
 * const mot = createMot({ store: memoryStore(), plugins: [reviews()], handlers: { 'message.send': async (action) => mailer.send(action.data) } })
 * await mot.ingest({ id: '1', source: 'shop', type: 'order.placed', time: '2026-11-01T10:00:00Z', customer: { id: 'c1' }, data: { … } })
 */
export function createMot<const P extends Plugins>(
  options: MotOptions & { readonly plugins: P & Supplied<P, Core> } & Needed<P>,
): Mot<P> {
  const { store, clock = systemClock, maxQueue = 10_000 } = options
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
  const hash = (tenant: string) => (key: string) => keyedHash(options.erasureKey ?? 'motkit', `${tenant}/${key}`)

  const bus = createBus<Record<string, unknown>>((error, during) => {
    if (during !== 'error') bus.emit('error', { error, during })
  })
  function tell({ events, moments, changes }: News): void {
    for (const event of events) bus.emit('event', event)
    for (const { moment, previous, retracted } of moments) {
      bus.emit(`moment.${moment.type}`, { ...moment, ...(previous && { previous }), ...(retracted && { retracted }) })
    }
    for (const change of changes) bus.emit('decision', change)
  }
  /** Work on customers of one tenant in one transaction; then its news. */
  async function within<T>(
    tenant: string,
    keys: readonly string[],
    work: (unit: Unit) => Promise<T>,
    backfill = false,
  ): Promise<T> {
    const [answer, news] = await store.transaction(async (transaction) => {
      const unit = new Unit(transaction, { model, tenant, now: iso(clock.now()), backfill }, hash(tenant))
      if (keys.length > 0) await unit.open(keys)
      const done = await work(unit)
      await transaction.write(await unit.close())
      return [done, unit.news] as const
    })
    tell(news)
    return answer
  }
  const unavailable = (cause: unknown): MotError<'STORE_UNAVAILABLE'> =>
    new MotError('STORE_UNAVAILABLE', 'the store did not answer; nothing was committed', { cause, retryable: true })

  type Waiting = {
    readonly event: Envelope
    readonly backfill: boolean
    answer(result: Result<Ingested, IngestCode>): void
  }
  /** Commits a batch of one tenant; a failing batch is halved, so that one bad event fails alone. */
  async function commit(batch: readonly Waiting[]): Promise<void> {
    const [{ event, backfill }] = batch as readonly [Waiting]
    try {
      const [answers, news] = await store.transaction(async (transaction) => {
        const unit = new Unit(
          transaction,
          { model, tenant: event.tenant, now: iso(clock.now()), backfill },
          hash(event.tenant),
        )
        const done = await commitEvents(
          unit,
          transaction,
          batch.map((one) => one.event),
        )
        await transaction.write(await unit.close())
        return [done, unit.news] as const
      })
      tell(news)
      for (const [i, answer] of answers.entries()) batch[i]?.answer(answer)
    } catch (error) {
      if (batch.length > 1) {
        const middle = batch.length >> 1
        await commit(batch.slice(0, middle))
        return commit(batch.slice(middle))
      }
      batch[0]?.answer(err(isMotError(error) ? (error as MotError<IngestCode>) : unavailable(error)))
    }
  }
  const queue: Waiting[] = []
  let flushing = false
  async function flush(): Promise<void> {
    if (flushing) return
    flushing = true
    await undefined // what is ingested in the same turn goes into one commit
    for (let first = queue[0]; first; first = queue[0]) {
      const { tenant } = first.event
      let size = 0
      while (size < BATCH && queue[size]?.event.tenant === tenant && queue[size]?.backfill === first.backfill) size++
      await commit(queue.splice(0, size))
    }
    flushing = false
    wake()
  }
  function submit(
    raw: unknown,
    backfill: boolean,
    enter = true,
  ): Promise<Result<Ingested, IngestCode>> | Result<Ingested, IngestCode> {
    const valid = validate(model, border, raw, clock.now())
    if (!valid.ok) return valid
    if (enter && queue.length >= maxQueue)
      return err(new MotError('QUEUE_FULL', `${queue.length} events wait to be committed`, { retryable: true }))
    return new Promise((answer) => {
      queue.push({ event: valid.value, backfill, answer })
      void flush()
    })
  }

  /** Looks at the journeys whose time has come. */
  async function wakeDue(): Promise<number> {
    const now = clock.now()
    const due = await store.claimWakes(
      iso(now),
      iso(now + (options.delivery?.leaseMs ?? defaultDelivery.leaseMs)),
      BATCH,
    )
    for (const { tenant, key } of due) {
      await within(tenant, [key], (unit) =>
        unit.run(unit.keyOf(key), (context, journey) => lookAt(context, journey, dueSubjects(journey, context.now))),
      ).catch((error) => bus.emit('error', { error, during: `waking ${key}` }))
    }
    return due.length
  }
  const delivery = { store, clock, handlers, options: { ...defaultDelivery, ...options.delivery }, within }
  async function catchUp(): Promise<{ next?: string }> {
    while ((await wakeDue()) + (await deliverDue(delivery)) > 0);
    const next = await store.nextDue()
    return next === undefined ? {} : { next }
  }
  const wakers = new Set<() => void>()
  const wake = () => {
    for (const waker of wakers) waker()
  }

  async function command(
    plugin: string,
    name: string,
    definition: AnyCommand,
    raw: unknown,
  ): Promise<Result<unknown, string>> {
    const {
      customer: who,
      tenant = 'default',
      commandId = newId(),
      ...rest
    } = (raw ?? {}) as Record<string, unknown> & { tenant?: string; commandId?: string }
    const customer = readCustomer(who)
    if (!customer)
      return err(
        new MotError('CUSTOMER_MISSING', 'the command names no customer', {
          details: { path: 'customer', expected: '{ id } or { anonymousId }' },
        }),
      )
    const checked = check(definition.input, rest)
    if ('issue' in checked)
      return err(
        new MotError('INPUT_INVALID', `${checked.issue.path}: ${checked.issue.message}`, {
          details: { path: checked.issue.path, expected: checked.issue.message },
        }),
      )
    const own = customerKey(customer)
    const by = `${plugin}.${name}`
    const input: unknown = checked.value
    try {
      return await store
        .transaction(async (transaction) => {
          const unit = new Unit(transaction, { model, tenant, now: iso(clock.now()) }, hash(tenant))
          await unit.open([own])
          const identity = { source: 'motkit/command', id: commandId }
          const [before] = await transaction.seen(tenant, [identity])
          if (before) {
            const first = before.data as { command: string; input: unknown; result: Result<unknown, string> }
            const equal = first.command === by && same(first.input, input) && customerKey(before.customer) === own
            return {
              result: equal
                ? revive(first.result)
                : err(
                    new MotError('COMMAND_CONFLICT', `${commandId} was answered for other input`, {
                      details: { path: 'commandId' },
                    }),
                  ),
            }
          }
          if (unit.isErased(own))
            return {
              result: err(
                new MotError('CUSTOMER_ERASED', 'the data of this customer was erased', {
                  details: { path: 'customer' },
                }),
              ),
            }
          const key = unit.keyOf(own)
          const { now } = unit.context
          const decided = definition.decide({ input, journey: viewOf(model, unit.journey(key), now) as never, now })
          const result: Result<unknown, string> = decided.ok
            ? ok(decided.value.answer)
            : err(new MotError(decided.error.code, decided.error.message, { details: decided.error.details ?? {} }))
          const made: readonly Made<string, string, unknown>[] = decided.ok ? decided.value.decisions : []
          await unit.run(key, (context, journey) => enact(context, journey, `motkit/command#${commandId}`, by, made))
          unit.append(key, {
            ...identity,
            type: 'command.answered',
            time: now,
            tenant,
            customer,
            data: { command: by, input, result: result.ok ? result : { ok: false, error: result.error.toJSON() } },
          })
          await transaction.write(await unit.close())
          return { result, news: unit.news }
        })
        .then(({ result, news }) => {
          if (news) tell(news)
          wake()
          return result
        })
    } catch (error) {
      return err(isMotError(error) ? error : unavailable(error))
    }
  }
  const commands = Object.fromEntries(
    plugins.flatMap(({ id, commands: own }) =>
      own
        ? [
            [
              id,
              Object.fromEntries(
                Object.entries(own).map(([name, definition]) => [
                  name,
                  (input: unknown) => command(id, name, definition, input),
                ]),
              ),
            ],
          ]
        : [],
    ),
  )

  const find = async (customer: Customer, { tenant = 'default' }: Who = {}) => {
    const found = await store.export(tenant, customerKey(customer))
    return found.journey || found.events.length > 0
      ? ok({ tenant, ...found })
      : err(
          new MotError('CUSTOMER_UNKNOWN', 'no journey is known for this customer', { details: { path: 'customer' } }),
        )
  }

  const mot: Mot<Plugins> = {
    ingest: async (event, { backfill = false } = {}) => submit(event, backfill),
    async ingestMany(events, { backfill = false } = {}) {
      const answers: (Promise<Result<Ingested, IngestCode>> | Result<Ingested, IngestCode>)[] = []
      for await (const event of events) {
        answers.push(submit(event, backfill, false))
        if (queue.length >= BATCH) await answers[answers.length - 1]
      }
      return Promise.all(answers)
    },
    on: (name, listener) => bus.on(name, listener as (value: unknown) => unknown),
    start({ pollMs = 1_000 } = {}) {
      let running = true
      let ring: () => void = () => undefined
      const waker = () => ring()
      wakers.add(waker)
      const off = store.onWork?.(waker)
      const loop = (async () => {
        while (running) {
          await catchUp().catch((error) => bus.emit('error', { error, during: 'catching up' }))
          if (!running) break
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, pollMs)
            ring = () => {
              clearTimeout(timer)
              resolve()
            }
          })
        }
      })()
      return async () => {
        running = false
        wakers.delete(waker)
        off?.()
        ring()
        await loop
      }
    },
    catchUp,
    async journey(customer, who) {
      const found = await find(customer, who)
      if (!found.ok) return found
      const { journey } = found.value
      return journey
        ? ok(viewOf(model, withSlices(model, journey), iso(clock.now())) as never)
        : err(new MotError('CUSTOMER_UNKNOWN', 'no journey is known for this customer'))
    },
    async explain(customer, who) {
      const found = await find(customer, who)
      if (!found.ok) return found
      const { tenant, journey, events, actions } = found.value
      const state = journey ?? newJourney(model, customerKey(customer))
      return ok(explainJourney(model, tenant, state, events, actions, iso(clock.now())))
    },
    async export(customer, who) {
      const found = await find(customer, who)
      if (!found.ok) return found
      const { tenant: _, ...rest } = found.value
      return ok(rest)
    },
    async erase(customer, { tenant = 'default' } = {}) {
      try {
        await store.transaction(async (transaction) => {
          const own = customerKey(customer)
          const key = (await transaction.resolve(tenant, [own])).get(own) ?? own
          await transaction.lock(tenant, [key])
          const names = new Set([own, key, ...(await transaction.aliases(tenant, key))])
          await transaction.erase(tenant, key, [...names].map(hash(tenant)))
        })
        return ok({ erased: true })
      } catch (error) {
        return err(unavailable(error))
      }
    },
    close: () => store.close(),
  }
  return Object.assign(mot, commands) as unknown as Mot<P>
}

/** A stored answer as it was first given: a failure is a MotError again. */
function revive(result: Result<unknown, string>): Result<unknown, string> {
  return result.ok
    ? result
    : err(new MotError(result.error.code, result.error.message, { details: result.error.details }))
}
