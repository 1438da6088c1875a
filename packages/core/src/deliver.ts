/** Delivery: claims what is due, judges it once more, hands it to the host's handler, and settles how it ended. */
import { iso } from './clock.ts'
import { isMotError } from './errors.ts'
import { customerOf } from './event.ts'
import { chance } from './ids.ts'
import type { JourneyState } from './journey.ts'
import { dueSubjects, lookAt, rejudge, type Stepped, settleAction } from './step.ts'
import type { Context } from './stepping.ts'
import type { StoredAction } from './store.ts'
import { type Workplace, work } from './work.ts'

/** Handlers by action; their types are checked where the engine is made. */
export type AnyHandlers = Readonly<
  Record<string, ((action: never, context: never) => Promise<unknown>) | 'none' | undefined>
>

export interface DeliveryOptions {
  /** How long a claimed action is this process's own, in milliseconds. Default: 60,000. */
  readonly leaseMs: number
  /** After so many attempts an action is dead. Default: 8. */
  readonly maxAttempts: number
  /** The first wait before another attempt, in milliseconds; it doubles each time, up to an hour, with jitter. Default: 1,000. */
  readonly backoffMs: number
}
export const defaultDelivery: DeliveryOptions = { leaseMs: 60_000, maxAttempts: 8, backoffMs: 1_000 }
const BATCH = 100
const HOUR = 3_600_000

interface Delivery extends Workplace {
  readonly handlers: AnyHandlers
  readonly options: DeliveryOptions
}
export interface Runner {
  /** Runs what is due now, to its end; answers when something will be due next. */
  catchUp(): Promise<{ readonly next?: string }>
  /** Looks again at once, instead of at the next poll. */
  wake(): void
  start(pollMs: number): () => Promise<void>
}

/** Runs timers and deliveries: when asked, or in a loop of its own. */
export function createRunner(place: Workplace, handlers: AnyHandlers, options: DeliveryOptions): Runner {
  const delivery: Delivery = { ...place, handlers, options }
  const bells = new Set<() => void>()
  async function catchUp(): Promise<{ next?: string }> {
    while ((await wakeDue(delivery)) + (await deliverDue(delivery)) > 0);
    const next = await place.store.nextDue()
    return next === undefined ? {} : { next }
  }
  return {
    catchUp,
    wake() {
      for (const ring of bells) ring()
    },
    start(pollMs) {
      let [running, rung] = [true, false]
      let rise: () => void = () => undefined
      const ring = () => {
        rung = true
        rise()
      }
      bells.add(ring)
      const off = place.store.onWork?.(ring)
      const loop = (async () => {
        while (running) {
          rung = false
          await catchUp().catch((error) => place.failed(error, 'catching up'))
          if (rung || !running) continue
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, pollMs)
            rise = () => {
              clearTimeout(timer)
              resolve()
            }
          })
        }
      })()
      return async () => {
        running = false
        bells.delete(ring)
        off?.()
        rise()
        await loop
      }
    },
  }
}

/** Looks at the journeys whose time has come; the number claimed. */
async function wakeDue(delivery: Delivery): Promise<number> {
  const { store, clock, options, failed } = delivery
  const now = clock.now()
  const due = await store.claimWakes(iso(now), iso(now + options.leaseMs), BATCH)
  for (const { tenant, key } of due) {
    await on(delivery, tenant, key, (context, journey) =>
      lookAt(context, journey, dueSubjects(journey, context.now)),
    ).catch((error) => failed(error, `waking ${key}`))
  }
  return due.length
}
/** Steps one customer in a transaction of its own. */
const on = <S extends Stepped>(
  delivery: Delivery,
  tenant: string,
  key: string,
  step: (context: Context, journey: JourneyState, customer: string) => S,
): Promise<S> =>
  work(delivery, tenant, async (unit) => {
    await unit.open([key])
    const customer = unit.keyOf(key)
    return (await unit.run(customer, (context, journey) => step(context, journey, customer))) as S
  })

/** Delivers what is due now, once; the number of actions claimed. */
async function deliverDue(delivery: Delivery): Promise<number> {
  const { store, clock, options } = delivery
  const now = clock.now()
  const claimed = await store.claimActions(iso(now), iso(now + options.leaseMs), BATCH)
  await Promise.all(
    claimed.map((action) =>
      deliverOne(delivery, action).catch((error) => delivery.failed(error, `delivering ${action.key}`)),
    ),
  )
  return claimed.length
}

async function deliverOne(delivery: Delivery, action: StoredAction): Promise<void> {
  const { tenant, customer, type, data, subject, rule, key, attempts } = action
  const { go } = await on(delivery, tenant, customer, (context, journey) => rejudge(context, journey, action))
  if (!go) return
  const handler = delivery.handlers[type] as
    | ((action: unknown, context: unknown) => Promise<unknown>)
    | 'none'
    | undefined
  try {
    if (typeof handler !== 'function') throw new Error(`no handler for ${type}`)
    await handler(
      { kind: 'action', type, data, terms: {}, subject, rule, customer: customerOf(customer) },
      { idempotencyKey: key, tenant, attempt: attempts },
    )
  } catch (error) {
    return failAction(delivery, action, error)
  }
  await on(delivery, tenant, customer, (context, journey, owner) => {
    const stepped = settleAction(context, journey, action, 'done')
    return { ...stepped, actions: [...stepped.actions, { ...action, customer: owner, state: 'done' }] }
  })
}

/** A failed attempt waits for the next one, or is the last: dead, with its error. */
async function failAction(delivery: Delivery, action: StoredAction, thrown: unknown): Promise<void> {
  const { options, clock } = delivery
  const known = isMotError(thrown) ? thrown : undefined
  const error = {
    code: known?.code ?? 'HANDLER_FAILED',
    message: thrown instanceof Error ? thrown.message : String(thrown),
  }
  const backoff = Math.min(HOUR, options.backoffMs * 2 ** (action.attempts - 1)) * (0.5 + chance())
  const due = iso(clock.now() + (known?.retryAfter === undefined ? backoff : known.retryAfter * 1_000))
  const dead = known?.retryable === false || action.attempts >= options.maxAttempts
  const { leasedUntil: _, ...rest } = action
  await on(delivery, action.tenant, action.customer, (context, journey, customer) => {
    if (!dead)
      return {
        journey,
        facts: [],
        moments: [],
        changes: [],
        claims: [],
        actions: [{ ...rest, customer, state: 'due', due, error }],
      }
    const stepped = settleAction(context, journey, action, 'dead', {
      guard: 'handler',
      verdict: 'suppress',
      reason: error.message,
    })
    return { ...stepped, actions: [...stepped.actions, { ...rest, customer, state: 'dead', error }] }
  })
}
