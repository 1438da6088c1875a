/** Where reconciliation looks for what has changed. */
import type { Ask } from './ask.ts'
import { complete, withLines } from './complete.ts'
import { type Found, foundCustomer, foundDispute, foundOrder } from './found.ts'
import type { OpenOrder, Operations } from './operations.ts'
import { search } from './search.ts'

const DAY = 86_400_000
export interface Source {
  /** Of its cursor. */
  readonly name: string
  /** It looks at what is that old. 0: at what is new. */
  readonly ageMs: number
  /** Whether its pages come in the order of `Found.at`, so that its cursor may follow them. */
  readonly isSorted: boolean
  pages(ask: Ask, since: string, until?: string): AsyncIterable<readonly Found[]>
}
export interface LookAgainAges {
  /** Of orders, in days. */
  readonly orders: readonly number[]
  /** Of disputes, in days. */
  readonly disputes: readonly number[]
}

/**
 * Customers and orders by their `updated_at`. That of an order need not move with its parcels, returns and the payments of
 * its refunds, and a dispute has none: so each is looked at again at certain ages.
 */
export function sourcesOf(operations: Operations, ages: LookAgainAges): readonly Source[] {
  async function* orders(ask: Ask, pages: AsyncIterable<readonly OpenOrder[]>, at: (order: OpenOrder) => string) {
    for await (const page of pages) {
      const times = new Map(page.map((order) => [order.id, at(order)]))
      const whole = await complete(ask, operations, await withLines(ask, operations, page))
      yield whole.map((order) => foundOrder(order, times.get(order.id)))
    }
  }
  const changed: Source = {
    name: 'orders',
    ageMs: 0,
    isSorted: true,
    pages: (ask, since) => {
      const sortedBy = ({ updatedAt }: OpenOrder) => updatedAt
      return orders(ask, search({ ask, operation: operations.orders, term: 'updated_at', since, sortedBy }), sortedBy)
    },
  }
  const again = (days: number): Source => ({
    name: `orders/${days}d`,
    ageMs: days * DAY,
    isSorted: true,
    pages: (ask, since, until) => {
      const sortedBy = ({ createdAt }: OpenOrder) => createdAt
      const found = search({ ask, operation: operations.ordersAgain, term: 'created_at', since, until, sortedBy })
      return orders(ask, found, sortedBy)
    },
  })
  const customers: Source = {
    name: 'customers',
    ageMs: 0,
    isSorted: true,
    async *pages(ask, since) {
      const sortedBy = ({ updatedAt }: { readonly updatedAt: string }) => updatedAt
      for await (const page of search({ ask, operation: operations.customers, term: 'updated_at', since, sortedBy }))
        yield page.map(foundCustomer)
    },
  }
  const disputes = (days: number): Source => ({
    name: days === 0 ? 'disputes' : `disputes/${days}d`,
    ageMs: days * DAY,
    isSorted: false,
    async *pages(ask, since, until) {
      for await (const page of search({ ask, operation: operations.disputes, term: 'initiated_at', since, until }))
        yield page.map(foundDispute)
    },
  })
  return [customers, changed, ...ages.orders.map(again), ...[0, ...ages.disputes].map(disputes)]
}
