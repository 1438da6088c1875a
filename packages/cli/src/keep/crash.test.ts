/** A process that ends in the midst of a replay: whatever it had begun, the next one ends where it would have ended. */
import { PGlite } from '@electric-sql/pglite'
import { type Store, type VirtualClock, virtualClock } from '@motkit/core'
import { pgliteStore } from '@motkit/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Item } from '../read/events.ts'
import { countKept } from '../replay/count.ts'
import { replay } from '../replay/replay.ts'
import { alone } from './alone.ts'

/** Orders of which all happens at midnight, as in a file that knows no hours; and messages that may not go out at night. */
async function* items(): AsyncIterable<Item> {
  let line = 0
  const tell = (customer: string, day: string, type: string, data: object = {}) => ({
    line: ++line,
    event: {
      id: `${type}/${customer}/${day}`,
      source: 'shop',
      type,
      time: `2026-03-${day}T00:00:00.000Z`,
      customer: { id: customer },
      data: { orderId: `o-${customer}`, ...data },
    },
  })
  const total = { amount: 100, currency: 'EUR' }
  yield tell('ada', '01', 'order.placed', { total, promisedAt: '2026-03-04T00:00:00Z' })
  yield tell('bob', '01', 'order.placed', { total, promisedAt: '2026-03-03T00:00:00Z' })
  yield tell('ada', '02', 'shipment.created')
  yield tell('bob', '02', 'shipment.created')
  yield tell('ada', '03', 'shipment.delivered')
  yield tell('bob', '05', 'shipment.delivered')
  yield tell('bob', '05', 'order.paid')
  yield tell('ada', '10', 'review.submitted', { reviewId: 'r1', rating: 2 })
  yield tell('ada', '11', 'product.added', { productId: 'p', cartId: 'k' })
}

/** A store whose process ends at its n-th call: before it, or when it is done and nobody has heard of it. */
function mortal(store: Store, nth: number, after: boolean): Store & { readonly calls: number } {
  let calls = 0
  const once = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      const n = calls++
      if (n > nth || (n === nth && !after)) throw new Error('killed')
      const answer = await call(...args)
      if (n >= nth) throw new Error('killed')
      return answer
    }
  }
  return {
    ...store,
    get calls() {
      return calls
    },
    transaction: once(store.transaction) as Store['transaction'],
    claimWakes: once(store.claimWakes),
    claimActions: once(store.claimActions),
    journeys: once(store.journeys),
    nextDue: once(store.nextDue),
  }
}

let database: PGlite
beforeAll(async () => {
  database = await PGlite.create()
  await pgliteStore(database).migrate()
}, 60_000)
afterAll(() => database.close())

async function emptyStore(): Promise<() => Store> {
  await database.exec('truncate motkit.event, motkit.journey, motkit.timer, motkit.action, motkit.counter')
  return () => pgliteStore(database)
}
const go = (store: Store, clock: VirtualClock) => replay(items(), { store, clock, close: async () => undefined }, {})

/** The report, and every fact with its time. */
async function outcome(store: Store) {
  const customers = new Map([['default', new Set(['id:ada', 'id:bob'])]])
  const kept = await Promise.all(['id:ada', 'id:bob'].map((key) => store.export('default', key)))
  const facts = kept.flatMap(({ events }) => events.map(({ type, time, data }) => JSON.stringify([time, type, data])))
  return { ...(await countKept(store, customers, 'UTC')), facts: facts.sort() }
}

test('ends in the same report, with the same facts at the same times, wherever it was killed', async () => {
  const open = await emptyStore()
  const whole = mortal(open(), Number.POSITIVE_INFINITY, false)
  const clock = virtualClock()
  await go(alone(whole, clock), clock)
  const expected = await outcome(whole)
  // Two parcels told of in the morning, and a request to Bob that still waits for it; Ada's was withdrawn by her review.
  expect(expected.actions['message.send']).toEqual({ due: 3, done: 2, deferred: 3, suppressed: 0, dead: 0 })

  for (let nth = 0; nth < whole.calls; nth++) {
    for (const after of [false, true]) {
      const reopen = await emptyStore()
      let stopped = virtualClock()
      // Killed here, and once more soon after it went on.
      for (const call of [nth, 3]) {
        stopped = virtualClock(stopped.now())
        await go(alone(mortal(reopen(), call, after), stopped), stopped).catch(() => undefined)
      }
      const goneOn = virtualClock(stopped.now())
      const store = alone(reopen(), goneOn)
      await go(store, goneOn)
      expect({ nth, after, ...(await outcome(store)) }).toEqual({ nth, after, ...expected })
    }
  }
}, 120_000)
