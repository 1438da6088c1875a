/** What a call needs before it is sent: the shop's token, and a turn at its points. Until then nothing had an effect. */
import { isMotError } from '@motkit/core'
import type { Turn } from './budget.ts'
import type { Failure } from './errors.ts'
import type { Spending } from './spending.ts'
import type { Tokens } from './tokens.ts'

export interface Ready {
  readonly token: string
  readonly turn: Turn
}
export interface Waiting {
  readonly shop: string
  readonly operation: string
  /** The token that Shopify refused. */
  readonly refused: string | undefined
  readonly leftMs: number
  readonly signal: AbortSignal
}
export interface ReadyPlace {
  readonly tokens: Tokens
  readonly spending: Spending
  readonly timeoutMs: number
  rest(ms: number, signal: AbortSignal): Promise<unknown>
}

export async function getReady(place: ReadyPlace, waiting: Waiting): Promise<Ready | Failure> {
  const { tokens, spending, timeoutMs, rest } = place
  const { shop, operation, refused, leftMs, signal } = waiting
  const inTime = <T>(work: Promise<T>) => before(AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]), work)
  const aborted = (): Failure => ({ code: 'SHOPIFY_ABORTED', cause: signal.reason, retryable: true })
  let needed: Failure['code'] = 'SHOPIFY_TOKEN_UNAVAILABLE'
  try {
    signal.throwIfAborted()
    const token = await inTime(refused === undefined ? tokens.get(shop) : tokens.renew(shop, refused))
    if (!token) return { code: 'SHOPIFY_UNAUTHORIZED' }
    needed = 'SHOPIFY_BUDGET_UNAVAILABLE'
    const turn = await inTime(spending.reserve(shop, operation, leftMs))
    if (!turn.isTaken) return { code: 'SHOPIFY_THROTTLED', retryable: true, retryAfter: turn.waitMs / 1_000 }
    if (turn.waitMs > 0) await rest(turn.waitMs, signal).catch(() => undefined)
    return signal.aborted ? aborted() : { token, turn }
  } catch (cause) {
    if (signal.aborted) return aborted()
    return { code: needed, cause, retryable: !isMotError(cause) || cause.retryable }
  }
}

/** What is awaited, unless the signal comes first; what is under way goes on. */
function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
