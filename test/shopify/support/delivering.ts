/** Delivers actions to handlers as the engine does, by processes that die: on a clock that only waiting moves. */
import { isMotError, type VirtualClock } from '@motkit/core'
import { type IntentStore, type ShopifyAdmin, type ShopifyHandlers, shopifyHandlers } from '@motkit/shopify'
import { contextOf, SECRET } from './acting.ts'

export interface Setting {
  readonly clock: VirtualClock
  readonly admin: ShopifyAdmin
  readonly intents: IntentStore
  readonly tenant: string
  /** A number in [0, 1), the next of this run. */
  readonly chance: () => number
  /** How likely a process dies at a step. */
  readonly deaths: number
}
export interface Delivered {
  readonly kind: keyof ShopifyHandlers
  readonly key: string
  readonly action: never
  outcome?: 'done' | Dead
}
export interface Dead {
  readonly code: string
  readonly retryable: boolean
}
/** As the engine's. */
const MAX_ATTEMPTS = 8
const TWICE = 0.15

class Killed extends Error {}
/** A process dies before a step, or after it, and does nothing from then on. */
function mortal<T extends object>(of: T, life: { isOver: boolean }, dies: () => boolean): T {
  const step = () => {
    life.isOver ||= dies()
    if (life.isOver) throw new Killed()
  }
  return new Proxy(of, {
    get: (target, name) => {
      const method = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return async (...args: unknown[]) => {
        step()
        const answer = await method.apply(target, args)
        step()
        return answer
      }
    },
  })
}

/** Several at once, some of them twice at the same time, until each is done or dead. */
export async function deliver(actions: readonly Delivered[], setting: Setting): Promise<void> {
  const { clock, admin, intents, tenant, chance, deaths } = setting
  const waiting = actions.map((action) => ({ action, due: clock.now(), attempts: 0 }))
  const attempt = async ({ kind, key, action }: Delivered): Promise<unknown> => {
    const life = { isOver: false }
    const dies = () => chance() < deaths
    const handler = shopifyHandlers({
      admin: mortal(admin, life, dies),
      intents: mortal(intents, life, dies),
      clock,
      coupons: { secret: SECRET },
      waitMs: 0,
    })[kind] as (action: never, context: object) => Promise<unknown>
    const times = chance() < TWICE ? 2 : 1
    const tries = Array.from({ length: times }, () => handler(action, contextOf(key, tenant)))
    const [first] = await Promise.allSettled(tries)
    return first?.status === 'rejected' ? first.reason : undefined
  }
  while (waiting.length > 0) {
    const due = waiting.filter((one) => one.due <= clock.now())
    const errors = await Promise.all(due.map(({ action }) => attempt(action)))
    for (const [i, one] of due.entries()) {
      const wait = waitAfter(errors[i], ++one.attempts)
      if (typeof wait === 'number') {
        one.due = clock.now() + wait
        continue
      }
      one.action.outcome = wait
      waiting.splice(waiting.indexOf(one), 1)
    }
    if (waiting.length > 0) clock.set(Math.min(...waiting.map((one) => one.due)))
  }
}
/** How long until the next attempt, or how it ended. */
function waitAfter(error: unknown, attempts: number): number | 'done' | Dead {
  if (error === undefined) return 'done'
  if (error instanceof Killed) return 60_000 // its lease
  if (!isMotError(error)) throw error
  const { code, retryable, retryAfter = 2 ** attempts } = error
  return retryable && attempts < MAX_ATTEMPTS ? retryAfter * 1_000 : { code, retryable }
}
