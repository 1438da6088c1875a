/** The store port over a driver. */
import { randomInt } from 'node:crypto'
import type { Store, StoreHealth, StoreTransaction } from '@motkit/core'
import { createCache } from './cache.ts'
import type { Ask, Driver } from './driver.ts'
import { isKnown, isOutside, meets, meetsWithin, toMotError, txUnknown } from './errors.ts'
import { type MigrateOptions, migrate, requireSchema } from './migrate.ts'
import { cacheKey, parse, readJourneys, readPast } from './read.ts'
import { type ActionRow, toAction } from './rows.ts'
import { createTransaction, NeedsLocks, NeedsRead, NO_TRUST, type Trust } from './transaction.ts'

export interface DurableOptions {
  /** JSON of journeys that this process remembers, in bytes. Default: 16 MiB. */
  readonly cacheBytes?: number
}
export interface DurableStore extends Store {
  /** Brings the schema up to date; many processes may call it at once. @throws MotError SCHEMA_NEWER */
  migrate(options?: MigrateOptions): Promise<void>
}

const ATTEMPTS = 12
/**
 * Within a transaction of the host's: what another committed meanwhile is seen by the second where the host is at READ
 * COMMITTED, and never where its snapshot stays. Only the host can begin anew.
 */
const ATTEMPTS_WITHIN = 2
/** How many transactions do not trust, after one was wrong to: the more, the more of them were. */
const WARY = { least: 32, most: 4_096, more: 16 }
function createWariness() {
  let [left, next]: [number, number] = [0, WARY.least]
  return {
    trusts(): boolean {
      if (left > 0) {
        left--
        return false
      }
      next = Math.max(WARY.least, next / 2)
      return true
    },
    failed(): void {
      left = next
      next = Math.min(WARY.most, next * WARY.more)
    },
  }
}
const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, randomInt(Math.min(250, 4 * 2 ** attempt))))

/** @param migrates where it is first used: for a store that nobody else can have */
export function createStore(
  driver: Driver,
  { cacheBytes = 16 * 2 ** 20 }: DurableOptions = {},
  migrates = false,
): DurableStore {
  const cache = createCache(cacheBytes)
  const listeners = new Set<() => void>()
  let checked: Promise<void> | undefined
  /** Checked once; where that failed, at the next call again. */
  const ready = (): Promise<void> => {
    checked ??= (migrates ? migrate(driver) : requireSchema(driver.ask)).catch((error) => {
      checked = undefined
      throw toMotError(error)
    })
    return checked
  }
  /** Whoever works in this process is told without a word from the database. */
  const notifies = (): boolean => listeners.size === 0
  const wary = { journeys: createWariness(), events: createWariness() }

  async function attempt<T>(
    work: (transaction: StoreTransaction) => Promise<T>,
    isLocked: boolean,
    trusts: Trust = NO_TRUST,
  ): Promise<T> {
    const run = async (ask: Ask) => {
      const { transaction, flush, remember, forget } = createTransaction({ ask, isLocked, trusts }, cache, notifies)
      try {
        const answer = await work(transaction)
        await flush()
        return { answer, remember }
      } catch (error) {
        forget()
        throw error
      }
    }
    try {
      const { answer, remember } = isLocked ? await driver.transaction(run) : await run(driver.ask)
      remember()
      return answer
    } catch (error) {
      if (error instanceof NeedsRead) return attempt(work, false)
      if (error instanceof NeedsLocks) return attempt(work, true)
      throw error
    }
  }
  async function again<T>(once: (n: number) => Promise<T>, isMet = meets, attempts = ATTEMPTS): Promise<T> {
    for (let n = 1; ; n++) {
      try {
        return await once(n)
      } catch (error) {
        if (!isMet(error) || n === attempts) throw toMotError(error)
        wary[isKnown(error) ? 'events' : 'journeys'].failed()
        await (n > 1 ? pause(n - 1) : undefined)
      }
    }
  }
  const asks = async <T>(text: string, values: readonly unknown[]): Promise<T | undefined> => {
    await ready()
    return again(async () => parse<T>(await driver.ask(`select motkit.${text}::text as answer`, values)))
  }

  return {
    capabilities: { durable: true, shared: true, joins: true },
    migrate: (options) =>
      migrate(driver, options).catch((error) => {
        throw toMotError(error)
      }),
    async transaction(work, tx) {
      if (tx !== undefined) return joined(work, tx)
      await ready()
      return again((n) =>
        n > 2
          ? attempt(work, true)
          : attempt(work, false, { journeys: wary.journeys.trusts(), events: wary.events.trusts() }),
      )
    },
    async journeys(tenant, keys) {
      await ready()
      return again(() => readJourneys(driver.ask, cache, tenant, keys))
    },
    buyerOf: (tenant, subject) => asks('buyer_of($1, $2)', [tenant, subject]),
    async claimWakes(now, lease, limit) {
      const claimed =
        (await asks<{ tenant: string; key: string }[]>('claim_wakes($1, $2, $3)', [now, lease, limit])) ?? []
      for (const { tenant, key } of claimed) {
        const kept = cache.get(cacheKey(tenant, key))
        if (kept) cache.set(cacheKey(tenant, key), { ...kept, wakeAt: lease })
      }
      return claimed
    },
    claimActions: async (now, lease, limits) =>
      ((await asks<ActionRow[]>('claim_actions($1, $2, $3)', [now, lease, JSON.stringify(limits)])) ?? []).map(
        toAction,
      ),
    async extendLeases(claimed, lease) {
      const wanted = claimed.map(({ tenant, customer, key, attempts }) => ({ tenant, customer, key, attempts }))
      const own = new Set(await asks<string[]>('extend_leases($1, $2)', [JSON.stringify(wanted), lease]))
      return claimed.filter(({ key }) => own.has(key))
    },
    customers: async (tenant, after, limit) => (await asks('customers($1, $2, $3)', [tenant, after, limit])) ?? [],
    async pause(tenant, isPaused) {
      await asks('pause($1, $2)', [tenant, isPaused])
    },
    async clear(tenant) {
      await asks('clear($1)', [tenant])
    },
    deadActions: async ({ tenant, after = '', limit }) =>
      ((await asks<ActionRow[]>('dead_actions($1, $2, $3)', [tenant, after, limit])) ?? []).map(toAction),
    health: async (now) => (await asks<StoreHealth>('health($1)', [now])) as StoreHealth,
    async nextDue(types) {
      await ready()
      const values = [JSON.stringify(types)]
      return again(async () => (await driver.ask('select motkit.next_due($1) as answer', values)) ?? undefined)
    },
    async export(tenant, key) {
      await ready()
      return again(async () => {
        const { canonical, journeys } = await readJourneys(driver.ask, cache, tenant, [key])
        const own = canonical.get(key) ?? key
        const events = (await readPast(driver.ask, tenant, [{ key: own }])).get(own) ?? []
        const actions = ((await asks<ActionRow[]>('actions_of($1, $2)', [tenant, own])) ?? []).map(toAction)
        const journey = journeys.get(own)
        return { events, actions, ...(journey && { journey }) }
      })
    },
    onWork(listener) {
      listeners.add(listener)
      const off = driver.listen?.(listener)
      return () => {
        listeners.delete(listener)
        off?.()
      }
    },
    close: () => driver.close(),
  }

  /** A part of the host's own transaction: what fails here is undone here, and the host goes on. */
  async function joined<T>(work: (transaction: StoreTransaction) => Promise<T>, tx: unknown): Promise<T> {
    const ask = driver.join(tx)
    // Asked where the host is: another connection may not be had while the host holds this one.
    if (!checked)
      await requireSchema(ask).catch((error) => {
        throw toMotError(error)
      })
    const once = async (): Promise<T> => {
      await ask('savepoint motkit', []).catch((error) => {
        throw isOutside(error) ? txUnknown(error) : error
      })
      try {
        const session = { ask, isLocked: true, trusts: NO_TRUST }
        const { transaction, written } = createTransaction(session, createCache(0), () => true)
        const answer = await work(transaction)
        await ask('release savepoint motkit', [])
        // Whether the host commits is not known: what is remembered of them may be old.
        for (const [key] of written) cache.delete(key)
        return answer
      } catch (error) {
        await ask('rollback to savepoint motkit', [])
        throw error
      }
    }
    return again(once, meetsWithin, ATTEMPTS_WITHIN)
  }
}
