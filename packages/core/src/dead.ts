/** Dead letters: actions that were given up, to be looked at, tried again or dropped. */

import type { JourneyState } from './journey.ts'
import { ok, type Result } from './result.ts'
import { dropAction, retryAction, type Stepped } from './step.ts'
import type { Context } from './stepping.ts'
import type { DeadFilter, StoredAction } from './store.ts'
import { failure, type Workplace, work } from './work.ts'

export interface DeadOptions {
  readonly tenant?: string
}
export interface DeadLetters {
  /** In the order of their keys, with their last errors; the next page comes `after` the last key. */
  list(options?: DeadOptions & { readonly after?: string; readonly limit?: number }): Promise<readonly StoredAction[]>
  /** From the first attempt on, unless it is no longer wanted. Without keys: all of the tenant. */
  retry(
    options?: DeadOptions & { readonly keys?: readonly string[] },
  ): Promise<Result<{ readonly retried: number }, 'STORE_UNAVAILABLE'>>
  /** Gives them up for good: withdrawn, with the reason `dropped`. */
  drop(
    options?: DeadOptions & { readonly keys?: readonly string[] },
  ): Promise<Result<{ readonly dropped: number }, 'STORE_UNAVAILABLE'>>
}
const PAGE = 100

/** @param revived is called when there is something to deliver */
export function createDeadLetters(place: Workplace, revived: () => void): DeadLetters {
  async function* all({ tenant }: DeadFilter): AsyncIterable<StoredAction> {
    for (let after: string | undefined; ; ) {
      const page = await place.store.deadActions({ tenant, after, limit: PAGE })
      yield* page
      if (page.length < PAGE) return
      after = page.at(-1)?.key
    }
  }
  /** Each in a commit of its own. */
  async function each(
    step: (context: Context, journey: JourneyState, action: StoredAction) => Stepped,
    { tenant = 'default', keys }: DeadOptions & { readonly keys?: readonly string[] } = {},
  ): Promise<number> {
    const wanted = keys && new Set(keys)
    let count = 0
    for await (const action of all({ tenant })) {
      if (wanted && !wanted.has(action.key)) continue
      const changed = await work(
        place,
        tenant,
        async (unit) => {
          await unit.open([action.customer])
          const customer = unit.keyOf(action.customer)
          if (!unit.isKnown(customer)) return false
          const { actions } = await unit.run(customer, (context, journey) =>
            step(context, journey, { ...action, customer }),
          )
          return actions.length > 0
        },
        { as: 'dead' },
      )
      if (changed) count++
    }
    return count
  }
  return {
    list: ({ tenant = 'default', after, limit = PAGE } = {}) => place.store.deadActions({ tenant, after, limit }),
    async retry(options) {
      try {
        return ok({ retried: await each(retryAction, options) })
      } catch (error) {
        return failure<never>(error)
      } finally {
        revived()
      }
    },
    async drop(options) {
      try {
        return ok({ dropped: await each(dropAction, options) })
      } catch (error) {
        return failure<never>(error)
      }
    },
  }
}
