/** Delivery: claims what is due, judges it once more, hands it to the host's handler, and settles how it ended. */
import { createBatcher } from './batcher.ts'
import { iso } from './clock.ts'
import { isMotError, MotError } from './errors.ts'
import { customerOf } from './event.ts'
import { chance } from './ids.ts'
import { newJourney, withSlices } from './journey.ts'
import { dueSubjects, failAction, lookAt, rejudge, settleAction, stillGoes } from './step.ts'
import type { StoredAction } from './store.ts'
import { traced } from './telemetry.ts'
import { type Workplace, work } from './work.ts'

/** Handlers by action; their types are checked where the engine is made. */
export type AnyHandlers = Readonly<
  Record<string, ((action: never, context: never) => Promise<unknown>) | 'none' | undefined>
>
type Handler = (action: unknown, context: unknown) => Promise<unknown>

/** How much of a handler this process runs. */
export interface HandlerLimits {
  /** Calls at once. Default: 20. */
  readonly concurrency?: number
  /** Calls a second, on average; a second's worth may come at once. Default: no limit. */
  readonly perSecond?: number
}
export interface DeliveryOptions {
  /** How long a claimed action is this process's own, in milliseconds; lengthened while its handler runs. Default: 60,000. */
  readonly leaseMs: number
  /** After so many attempts an action is dead. Default: 8. */
  readonly maxAttempts: number
  /** The first wait before another attempt, in milliseconds; it doubles each time, up to an hour, with jitter. Default: 1,000. */
  readonly backoffMs: number
  /** A handler that takes longer has failed, in milliseconds; its signal says so. Default: 300,000. */
  readonly timeoutMs: number
  /** By type of action. */
  readonly limits: Readonly<Record<string, HandlerLimits>>
}
export const defaultDelivery: DeliveryOptions = {
  leaseMs: 60_000,
  maxAttempts: 8,
  backoffMs: 1_000,
  timeoutMs: 300_000,
  limits: {},
}
const BATCH = 500
const CONCURRENCY = 20
const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR

type Outcome =
  | { readonly state: 'done' | 'held' }
  | { readonly state: 'due'; readonly due: string; readonly error: Failure }
  | { readonly state: 'dead'; readonly error: Failure }
type Failure = NonNullable<StoredAction['error']>

export interface Delivery {
  /**
   * Looks at journeys whose time has come, and starts what is due and has room; how much that was.
   * @param goesOn is asked before anything is started
   */
  turn(goesOn?: () => boolean): Promise<number>
  /** When there is something to do next. */
  next(): Promise<string | undefined>
  /** What is under way. */
  readonly underWay: ReadonlySet<Promise<void>>
  /** When a handler that is held back by its rate has room again. */
  readonly freeAt: number | undefined
}

/** Lets what waits for the same promise go first. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export function createDelivery(place: Workplace, handlers: AnyHandlers, options: DeliveryOptions): Delivery {
  const { store, clock, model, telemetry, failed } = place
  /** Actions that are under way here, by tenant, customer and key, as they were claimed last. */
  const running = new Map<string, StoredAction>()
  /** Of those, what its handler is through with: until it is settled here, too. */
  const ending = new Map<string, Promise<void>>()
  /** One turn at a time: what has room is counted before it is claimed. */
  let turns: Promise<unknown> = Promise.resolve()
  let isBeating = false
  const underWay = new Set<Promise<void>>()
  const rooms = createRooms(place, options)
  const lease = (): string => iso(clock.now() + options.leaseMs)
  const isSameTenant = (a: { readonly tenant: string }, b: { readonly tenant: string }) => a.tenant === b.tenant

  const wakes = createBatcher<{ readonly tenant: string; readonly key: string }, void>(BATCH, isSameTenant, (batch) =>
    work(
      place,
      tenantOf(batch),
      async (unit) => {
        await unit.open(batch.map(({ key }) => key))
        for (const { key } of batch) {
          if (unit.isKnown(key))
            await unit.run(unit.keyOf(key), (context, journey) =>
              lookAt(context, journey, dueSubjects(journey, context.now)),
            )
        }
        return []
      },
      { as: 'wake' },
    ),
  )
  const ends = createBatcher<
    { readonly tenant: string; readonly action: StoredAction; readonly outcome: Outcome },
    void
  >(BATCH, isSameTenant, (batch) =>
    work(
      place,
      tenantOf(batch),
      async (unit) => {
        await unit.open(batch.map(({ action }) => action.customer))
        for (const { action: claimed, outcome } of batch) {
          const customer = unit.keyOf(claimed.customer)
          if (!unit.isKnown(customer)) continue // erased meanwhile
          const { leasedUntil: _, ...rest } = claimed
          const action: StoredAction = { ...rest, customer }
          await unit.run(customer, (context, journey) => {
            switch (outcome.state) {
              case 'held':
                return rejudge(context, journey, action)
              case 'due':
                return failAction(context, journey, { ...action, ...outcome })
              case 'done':
                return settleAction(context, journey, { ...action, state: 'done' })
              case 'dead': {
                const by = { guard: 'handler', verdict: 'suppress', reason: outcome.error.message } as const
                return settleAction(context, journey, { ...action, ...outcome }, by)
              }
            }
          })
        }
        return []
      },
      { as: 'settle' },
    ),
  )
  const end = (action: StoredAction, outcome: Outcome): Promise<void> => {
    telemetry?.count('motkit.actions', 1, { 'motkit.action': action.type, 'motkit.outcome': outcome.state })
    const ended = ends.add({ tenant: action.tenant, action, outcome })
    ending.set(nameOf(action), ended.then(settled, settled))
    return ended
  }

  async function wakeDue(): Promise<number> {
    const due = await store.claimWakes(iso(clock.now()), lease(), BATCH)
    await Promise.all(due.map((one) => wakes.add(one).catch((error) => failed(error, `waking ${one.key}`))))
    return due.length
  }
  async function claimDue(): Promise<number> {
    const limits = rooms.free()
    if (Object.keys(limits).length === 0) return 0
    const claimed = await store.claimActions(iso(clock.now()), lease(), limits)
    // What the store has settled already may come again before that is told of here.
    await Promise.all(claimed.map((one) => ending.get(nameOf(one))))
    // Where a lease ran out under a handler of this process, as when the clock jumps, it goes on under the new one.
    const fresh = claimed.filter((one) => !running.has(nameOf(one)))
    for (const one of claimed) if (running.has(nameOf(one))) running.set(nameOf(one), one)
    for (const tenant of new Set(fresh.map((one) => one.tenant))) {
      const own = fresh.filter((one) => one.tenant === tenant)
      const { canonical, journeys } = await store.journeys(tenant, [...new Set(own.map(({ customer }) => customer))])
      for (const action of own) {
        const key = canonical.get(action.customer) ?? action.customer
        const journey = withSlices(model, journeys.get(key) ?? newJourney(model, key))
        const goes = (): boolean =>
          stillGoes({ model, tenant, now: iso(clock.now()) }, journey, { ...action, customer: key })
        start(action, goes)
      }
    }
    return claimed.length
  }
  function start(action: StoredAction, goes: () => boolean): void {
    rooms.take(action.type)
    running.set(nameOf(action), action)
    if (!isBeating) beat()
    const task = deliver(action, goes)
      .catch((error) => failed(error, `delivering ${action.key}`))
      .finally(() => {
        underWay.delete(task)
        running.delete(nameOf(action))
        ending.delete(nameOf(action))
        rooms.leave(action.type)
      })
    underWay.add(task)
  }
  async function deliver(action: StoredAction, goes: () => boolean): Promise<void> {
    try {
      if (!goes()) return await end(action, { state: 'held' })
      const about = { 'motkit.action': action.type, 'motkit.attempt': action.attempts }
      await traced(telemetry, 'motkit.handle', about, () => handle(action))
    } catch (thrown) {
      return end(action, failureOf(action, thrown))
    }
    await end(action, { state: 'done' })
  }
  async function handle(action: StoredAction): Promise<void> {
    const { tenant, customer, type, data, subject, rule, key, attempts } = action
    const handler = handlers[type] as Handler | 'none' | undefined
    if (typeof handler !== 'function') throw new Error(`no handler for ${type}`)
    const controller = new AbortController()
    const { signal } = controller
    const timer = setTimeout(() => {
      const message = `${type} took longer than ${options.timeoutMs} ms`
      controller.abort(new MotError('HANDLER_TIMEOUT', message, { retryable: true }))
    }, options.timeoutMs)
    try {
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
      const call = handler(
        { kind: 'action', type, data, terms: {}, subject, rule, customer: customerOf(customer) },
        { idempotencyKey: key, tenant, attempt: attempts, signal },
      )
      await Promise.race([call, aborted])
    } finally {
      clearTimeout(timer)
    }
  }
  /** Lengthens the leases of what runs, for as long as something does. */
  function beat(): void {
    isBeating = true
    const timer = setTimeout(async () => {
      try {
        if (running.size > 0) await store.extendLeases([...running.values()], lease())
      } catch (error) {
        failed(error, 'lengthening leases')
      }
      isBeating = false
      if (running.size > 0) beat()
    }, options.leaseMs / 3)
    timer.unref()
  }
  /** A failed attempt waits for the next one, or is the last: dead, with its error. */
  function failureOf({ attempts }: StoredAction, thrown: unknown): Outcome {
    const known = isMotError(thrown) ? thrown : undefined
    const error = {
      code: known?.code ?? 'HANDLER_FAILED',
      message: messageOf(thrown),
    }
    if (known?.retryable === false || attempts >= options.maxAttempts) return { state: 'dead', error }
    const backoff = Math.min(HOUR, options.backoffMs * 2 ** (attempts - 1)) * (0.5 + chance())
    const asked = (known?.retryAfter ?? Number.NaN) * 1_000
    const wait = Number.isFinite(asked) ? Math.min(Math.max(0, asked), YEAR) : backoff
    return { state: 'due', due: iso(clock.now() + wait), error }
  }

  return {
    next: () => store.nextDue(rooms.types),
    turn(goesOn = () => true) {
      const turn = turns.then(async () => (await wakeDue()) + (goesOn() ? await claimDue() : 0))
      turns = turn.catch(() => undefined)
      return turn
    },
    underWay,
    get freeAt() {
      return rooms.freeAt
    },
  }
}
const nameOf = ({ tenant, customer, key }: StoredAction): string => `${tenant} ${customer} ${key}`
/** What was thrown, in words that can be stored. */
function messageOf(thrown: unknown): string {
  let message: string
  try {
    message = thrown instanceof Error ? thrown.message : String(thrown)
  } catch {
    message = 'something that is no text was thrown'
  }
  return message.replaceAll('\u0000', '\ufffd').replace(/\p{Surrogate}/gu, '\ufffd')
}
const tenantOf = (batch: readonly { readonly tenant: string }[]): string => (batch[0] as { tenant: string }).tenant

/** How many calls of each handler may begin now. */
function createRooms({ model, clock }: Workplace, { limits }: DeliveryOptions) {
  interface Room {
    readonly type: string
    readonly concurrency: number
    readonly perSecond: number
    running: number
    /** Calls that may begin, as of `at`. */
    tokens: number
    at: number
  }
  const rooms = new Map<string, Room>()
  for (const type of model.actions.keys()) {
    const { concurrency = CONCURRENCY, perSecond = Number.POSITIVE_INFINITY } = limits[type] ?? {}
    rooms.set(type, { type, concurrency, perSecond, running: 0, tokens: Math.max(1, perSecond), at: clock.now() })
  }
  const refill = (room: Room): number => {
    const now = clock.now()
    if (room.perSecond === Number.POSITIVE_INFINITY) return room.tokens
    const earned = (Math.max(0, now - room.at) / 1_000) * room.perSecond
    room.tokens = Math.min(Math.max(1, room.perSecond), room.tokens + earned)
    room.at = now
    return room.tokens
  }
  return {
    types: [...rooms.keys()],
    free(): Readonly<Record<string, number>> {
      const free: Record<string, number> = {}
      for (const room of rooms.values()) {
        const most = Math.min(room.concurrency - room.running, Math.floor(refill(room) + 1e-9), BATCH)
        if (most >= 1) free[room.type] = most
      }
      return free
    },
    take(type: string): void {
      const room = rooms.get(type)
      if (!room) return
      room.running++
      room.tokens--
    },
    leave(type: string): void {
      const room = rooms.get(type)
      if (room) room.running--
    },
    get freeAt(): number | undefined {
      let first: number | undefined
      for (const room of rooms.values()) {
        const tokens = refill(room)
        if (tokens >= 1) continue
        const at = Math.ceil(room.at + ((1 - tokens) / room.perSecond) * 1_000)
        if (first === undefined || at < first) first = at
      }
      return first
    },
  }
}
