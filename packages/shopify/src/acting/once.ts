/**
 * What Shopify would do twice if asked twice, done once: noted before it is sent, sent once, and looked up where nobody
 * knows how that ended. Never sent again unless it is known that it was not carried out.
 */
import { setTimeout as rest } from 'node:timers/promises'
import { isMotError, MotError, type Result } from '@motkit/core'
import { actingError, outcomeUnknown, refusal } from './errors.ts'
import type { ClaimedIntent, IntentStore, NewIntent } from './intents/store.ts'

export interface OnceOptions {
  readonly intents: IntentStore
  /** So long one attempt may take, in milliseconds; then others may look how it ended. Longer than a call of the Admin API. Default: 90,000. */
  readonly leaseMs?: number
  /** So long after it was sent Shopify may still carry it out, in milliseconds. Default: 300,000. */
  readonly settleMs?: number
  /** So long an attempt waits for another movement of the same account before it gives way, in milliseconds. Default: 5,000. */
  readonly waitMs?: number
}
/** How something ended that was sent: carried out, not so far, or that is more than can be told. */
export type Found = { readonly result: object } | 'absent' | 'unclear'

export interface Work<N extends object, R extends object> {
  /** What is to be sent, and what is needed to look for it afterwards; undefined where there is nothing to do. Sends nothing. */
  prepare(): Promise<N | undefined>
  send(note: N): Promise<Result<R, string>>
}

/** A code that says that nothing was carried out. All others leave it open. */
const NO_EFFECT: ReadonlySet<string> = new Set([
  'SHOPIFY_SHOP_INVALID',
  'SHOPIFY_TOKEN_UNAVAILABLE',
  'SHOPIFY_BUDGET_UNAVAILABLE',
  'SHOPIFY_UNAUTHORIZED',
  'SHOPIFY_SCOPE_MISSING',
  'SHOPIFY_REFUSED',
  'SHOPIFY_THROTTLED',
  'SHOPIFY_UNREACHABLE',
  'SHOPIFY_ABORTED',
])
const LEASE_MS = 90_000
const SETTLE_MS = 300_000
const WAIT_MS = 5_000
const PAUSE_MS = 250

/**
 * @param look finds out how an intent ended, be it this one or another of the same account that somebody left; without it
 * nobody can tell
 * @returns undefined where there was nothing to do
 * @throws MotError SHOPIFY_BUSY, and SHOPIFY_OUTCOME_UNKNOWN: retryable while it may still be found out, else it is parked
 */
export async function once<N extends object, R extends object>(
  asked: NewIntent,
  { intents, leaseMs = LEASE_MS, settleMs = SETTLE_MS, waitMs = WAIT_MS }: OnceOptions,
  work: Work<N, R>,
  look?: (intent: ClaimedIntent) => Promise<Found>,
): Promise<R | undefined> {
  const { shop, key } = asked
  for (let waited = 0; ; ) {
    const claim = await intents.claim(asked, leaseMs)
    if (claim.state === 'done') return claim.result as R
    if (claim.state === 'parked') throw outcomeUnknown({ path: 'key', shop, key })
    if (claim.state === 'busy') {
      if (waited >= waitMs) throw waiting('SHOPIFY_BUSY', claim.forMs)
      await rest(PAUSE_MS)
      waited += PAUSE_MS
      continue
    }
    const { intent } = claim
    if (intent.notedMs !== undefined) await clear(intent, intent.notedMs)
    else if (intent.key === key) return await carryOut(intent)
    else await intents.withdraw(intent) // of somebody who went before anything was sent
  }

  async function carryOut(intent: ClaimedIntent): Promise<R | undefined> {
    const note = await orLetGo(intent, work.prepare)
    if (!note) {
      await intents.withdraw(intent)
      return undefined
    }
    if (!(await intents.note(intent, note))) throw waiting('SHOPIFY_BUSY', 0)
    const said = await orLetGo(intent, () => work.send(note))
    if (!said.ok && !NO_EFFECT.has(said.error.code)) {
      await intents.leave(intent)
      throw waiting('SHOPIFY_OUTCOME_UNKNOWN', 0, said.error)
    }
    // Of a request that was doubled on its way, one answer comes back: the other may have been carried out as well.
    const isAnswered = said.ok || said.error.code === 'SHOPIFY_REFUSED'
    const found = look && isAnswered ? await orLetGo(intent, () => look({ ...intent, note })) : 'absent'
    if (found === 'unclear') {
      await intents.park(intent)
      throw outcomeUnknown({ path: 'key', shop, key })
    }
    const result = said.ok ? said.value : typeof found === 'object' ? (found.result as R) : undefined
    if (result) await intents.done(intent, result)
    else await intents.withdraw(intent)
    if (!result && !said.ok) throw refusal(said.error)
    return result
  }

  /** Finds out how one ended that was sent, or may have been. */
  async function clear(intent: ClaimedIntent, notedMs: number): Promise<void> {
    const found = look ? await orLetGo(intent, () => look(intent)) : 'unclear'
    if (typeof found === 'object') return intents.done(intent, found.result)
    if (found === 'unclear') return intents.park(intent)
    if (notedMs >= settleMs) return intents.withdraw(intent)
    await intents.leave(intent)
    throw waiting('SHOPIFY_OUTCOME_UNKNOWN', settleMs - notedMs)
  }

  async function orLetGo<T>(intent: ClaimedIntent, task: () => Promise<T>): Promise<T> {
    try {
      return await task()
    } catch (error) {
      await intents.leave(intent)
      throw error
    }
  }
}

const SECOND = 1_000
function waiting(code: 'SHOPIFY_BUSY' | 'SHOPIFY_OUTCOME_UNKNOWN', forMs: number, cause?: unknown): MotError {
  const retryAfter = Math.max(1, Math.ceil(forMs / SECOND))
  if (code === 'SHOPIFY_BUSY') return actingError(code, {}, { retryable: true, retryAfter })
  return new MotError(code, 'Whether it was carried out is not known yet: it is looked up, and not sent again.', {
    retryable: true,
    retryAfter,
    ...(isMotError(cause) && { cause, details: cause.details }),
  })
}
