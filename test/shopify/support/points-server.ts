/** The Admin API with its points: each call is charged what it asks for, or throttled, and gets back what it did not need. */
import { type AdminAnswer, json } from './admin-server.ts'

export interface Points {
  readonly maximum: number
  /** A second. */
  readonly rate: number
  /** Of one call: asked for, and spent in the end. */
  readonly requested: number
  readonly actual: number
}

/** @param done says what a call that was let through answers */
export function pointsOf({ maximum, rate, requested, actual }: Points, done: AdminAnswer) {
  let level = maximum
  let at = performance.now()
  const seen = { taken: 0, throttled: 0, spent: 0 }
  const flow = () => {
    const now = performance.now()
    level = Math.min(maximum, level + ((now - at) / 1_000) * rate)
    at = now
  }
  const cost = (spent: number | null) => ({
    cost: {
      requestedQueryCost: requested,
      actualQueryCost: spent,
      throttleStatus: { maximumAvailable: maximum, currentlyAvailable: Math.floor(level), restoreRate: rate },
    },
  })
  const answer: AdminAnswer = (response, call, request) => {
    flow()
    if (level < requested) {
      seen.throttled++
      return json(response, {
        errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
        extensions: cost(null),
      })
    }
    seen.taken++
    seen.spent += actual
    level = Math.min(maximum, level - actual)
    return done(response, call, request, cost(actual))
  }
  return {
    answer,
    seen,
    /** Another program spends all there is. */
    drain() {
      flow()
      level = 0
    },
  }
}
