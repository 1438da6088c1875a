/** Delivery: claims what is due, judges it once more, hands it to the host's handler, and settles how it ended. */
import { type Clock, iso } from './clock.ts'
import type { Unit } from './commit.ts'
import { isMotError } from './errors.ts'
import { customerOf } from './event.ts'
import { chance } from './ids.ts'
import { rejudge, settleAction } from './step.ts'
import type { Store, StoredAction } from './store.ts'

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

interface Delivery {
  readonly store: Store
  readonly clock: Clock
  readonly handlers: AnyHandlers
  readonly options: DeliveryOptions
  /** Runs work on one customer in a transaction, and tells its news. */
  within<T>(tenant: string, keys: readonly string[], work: (unit: Unit) => Promise<T>): Promise<T>
}

/** Delivers what is due now, once; the number of actions claimed. */
export async function deliverDue(delivery: Delivery): Promise<number> {
  const { store, clock, options } = delivery
  const now = clock.now()
  const claimed = await store.claimActions(iso(now), iso(now + options.leaseMs), BATCH)
  await Promise.all(claimed.map((action) => deliverOne(delivery, action)))
  return claimed.length
}

async function deliverOne(delivery: Delivery, action: StoredAction): Promise<void> {
  const { handlers, within } = delivery
  const { tenant, customer, type } = action
  const go = await within(tenant, [customer], async (unit) => {
    const key = unit.keyOf(customer)
    let judged = false
    await unit.run(key, (context, journey) => {
      const stepped = rejudge(context, journey, action)
      judged = stepped.go
      return stepped
    })
    return judged
  })
  if (!go) return
  const handler = handlers[type] as ((action: unknown, context: unknown) => Promise<unknown>) | 'none' | undefined
  try {
    if (typeof handler !== 'function') throw new Error(`no handler for ${type}`)
    const { data, subject, rule, key, attempts } = action
    await handler(
      { kind: 'action', type, data, terms: {}, subject, rule, customer: customerOf(customer) },
      { idempotencyKey: key, tenant, attempt: attempts },
    )
  } catch (error) {
    return failed(delivery, action, error)
  }
  await within(tenant, [customer], async (unit) => {
    await unit.run(unit.keyOf(customer), (context, journey) => {
      const stepped = settleAction(context, journey, action, 'done')
      return { ...stepped, actions: [...stepped.actions, { ...action, customer: unit.keyOf(customer), state: 'done' }] }
    })
  })
}

/** A failed attempt waits for the next one, or is the last: dead, with its error. */
async function failed({ within, options, clock }: Delivery, action: StoredAction, thrown: unknown): Promise<void> {
  const retryable = isMotError(thrown) ? thrown.retryable : true
  const error = {
    code: isMotError(thrown) ? thrown.code : 'HANDLER_FAILED',
    message: thrown instanceof Error ? thrown.message : String(thrown),
  }
  const wait =
    isMotError(thrown) && thrown.retryAfter !== undefined
      ? thrown.retryAfter * 1_000
      : Math.min(HOUR, options.backoffMs * 2 ** (action.attempts - 1)) * (0.5 + chance())
  const dead = !retryable || action.attempts >= options.maxAttempts
  await within(action.tenant, [action.customer], async (unit) => {
    const customer = unit.keyOf(action.customer)
    const { leasedUntil: _, ...rest } = action
    const ended: StoredAction = dead
      ? { ...rest, customer, state: 'dead', error }
      : { ...rest, customer, state: 'due', due: iso(clock.now() + wait), error }
    await unit.run(customer, (context, journey) => {
      if (!dead) return { journey, facts: [], moments: [], changes: [], actions: [ended], claims: [] }
      const stepped = settleAction(context, journey, action, 'dead', {
        guard: 'handler',
        verdict: 'suppress',
        reason: error.message,
      })
      return { ...stepped, actions: [...stepped.actions, ended] }
    })
  })
}
