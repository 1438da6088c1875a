/** One call from its start to its end, over as many attempts as it takes and may take. */
import { type Clock, err, ok, type Result, type Telemetry } from '@motkit/core'
import { type AdminCode, adminError, type Failure } from './errors.ts'
import type { Operation } from './operation.ts'
import { type Outcome, userErrorsOf } from './outcome.ts'
import { getReady, type ReadyPlace } from './ready.ts'
import { type AdminRetry, waitAfter } from './retry.ts'
import { send } from './send.ts'

export interface CallPlace extends ReadyPlace {
  readonly fetch: typeof fetch
  readonly apiVersion: string
  readonly retry: AdminRetry
  readonly clock: Clock
  readonly telemetry: Telemetry | undefined
}
export interface Call<V extends object, R> {
  readonly shop: string
  readonly operation: Operation<V, R>
  readonly variables: V
  readonly signal: AbortSignal
}

export async function carryOut<V extends object, R>(
  place: CallPlace,
  { shop, operation, variables, signal }: Call<V, R>,
): Promise<Result<R, AdminCode>> {
  const { fetch, apiVersion, retry, clock, spending, timeoutMs, rest, telemetry } = place
  const { name, kind, repeatable } = operation
  const deadline = clock.now() + retry.withinMs
  let refused: string | undefined
  /** An attempt of a mutation, of which nobody knows whether it was carried out. */
  let mayHaveActed = false
  const about = { shop, operation: name }
  const fail = ({ code, details, ...more }: Failure) => {
    const error = adminError(code, { ...about, ...details }, more)
    if (!mayHaveActed) return err(error)
    const unknown = { ...more, cause: more.cause ?? error, retryable: repeatable }
    return err(adminError('SHOPIFY_OUTCOME_UNKNOWN', about, unknown))
  }

  for (let attempt = 1; ; attempt++) {
    const leftMs = Math.max(0, deadline - clock.now())
    const ready = await getReady(place, { shop, operation: name, refused, leftMs, signal })
    if ('code' in ready) return fail(ready)
    const { token, turn } = ready
    const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const outcome = await send({ fetch, apiVersion, shop, token, now: clock.now() }, operation, variables, until)
    telemetry?.count('motkit.shopify.calls', 1, { 'motkit.operation': name, 'motkit.outcome': outcome.kind })
    const wait = waitAfter(outcome, attempt, retry)
    const settled = spending.settle(shop, name, turn, outcome, wait)

    if (outcome.kind === 'answered') {
      const read = readAnswer(operation, outcome.data)
      if ('value' in read) return ok(read.value)
      return err(adminError(read.code, { ...about, ...read.details, ...(mayHaveActed && { mayHaveActed }) }))
    }
    if (outcome.kind === 'refused') return fail({ code: outcome.code, details: outcome.details })
    if (outcome.kind === 'unauthorized') {
      if (refused !== undefined) return fail({ code: 'SHOPIFY_UNAUTHORIZED', details: outcome.details })
      refused = token
      continue
    }
    if (outcome.kind === 'lost') {
      mayHaveActed ||= kind === 'mutation'
      if (!repeatable) return fail(endOf(outcome, wait))
    }
    if (attempt >= retry.attempts || clock.now() + wait > deadline) return fail(endOf(outcome, wait))
    await settled
    // Who was throttled waits for a turn.
    if (outcome.kind !== 'throttled') await rest(wait, signal).catch(() => undefined)
  }
}

function readAnswer<V, R>({ kind, result }: Operation<V, R>, data: unknown): { readonly value: R } | Failure {
  const isMutation = kind === 'mutation'
  const errors = isMutation ? userErrorsOf(data) : []
  if (errors.length > 0) return { code: 'SHOPIFY_REFUSED', details: { errors } }
  const read = result.safeParse(data)
  if (read.success) return { value: read.data }
  const [issue] = read.error.issues
  const path = ['data', ...(issue?.path ?? [])].join('.')
  return {
    code: 'SHOPIFY_ANSWER_UNREADABLE',
    details: { path, expected: issue?.message ?? 'an answer', carriedOut: isMutation },
  }
}

/** The end of a call whose last attempt might have been followed by another. */
const endOf = (outcome: Extract<Outcome, { kind: 'throttled' | 'lost' | 'unsent' }>, wait: number): Failure =>
  outcome.kind === 'throttled'
    ? { code: 'SHOPIFY_THROTTLED', retryable: true, retryAfter: wait / 1_000 }
    : { code: 'SHOPIFY_UNREACHABLE', retryable: true, cause: outcome.cause }
