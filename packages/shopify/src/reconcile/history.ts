/** The bulk queries that bring a shop's past, and how what they find is read: by the shapes of reconciliation. */
import * as z from 'zod'
import type { Ask } from './ask.ts'
import { complete } from './complete.ts'
import { reconcileError } from './errors.ts'
import { type Found, foundCustomer, foundOrder } from './found.ts'
import type { Rooted } from './lines.ts'
import type { Asking, Operations } from './operations.ts'
import { CUSTOMER, customer, order, orderSelection, within } from './shapes.ts'

export interface History {
  /** Of its cursor. */
  readonly name: 'customers' | 'orders'
  /** @param since what has not changed since is left out; UTC, ISO 8601 */
  query(since: string | undefined): string
  found(ask: Ask, lines: readonly Rooted[]): Promise<readonly Found[]>
}

const edges = (field: string, selection: string): string => `${field} { edges { node { ${selection} } } }`
const searching = (since: string | undefined): string =>
  since === undefined ? '' : `(query: ${JSON.stringify(`updated_at:>='${since}'`)})`
const isOf = (type: string, { id }: { readonly id?: unknown }): boolean =>
  String(id).startsWith(`gid://shopify/${type}/`)

function read<S extends z.ZodType>(schema: S, line: unknown): z.output<S> {
  const parsed = schema.safeParse(line)
  if (parsed.success) return parsed.data
  const { path = [], message = 'something else' } = parsed.error.issues[0] ?? {}
  throw reconcileError('BULK_UNREADABLE', { path: path.join('.'), expected: message })
}

export const historyOf = (operations: Operations, { version, returns }: Asking): readonly History[] => [
  {
    name: 'customers',
    query: (since) => `{ ${edges(`customers${searching(since)}`, CUSTOMER)} }`,
    found: async (_ask, lines) => lines.map(({ root }) => foundCustomer(read(customer, root))),
  },
  {
    name: 'orders',
    // A bulk query holds no connection within a list: what refunds and parcels hold is asked for by itself.
    query: (since) => {
      const connections = (['lineItems', ...(returns ? ['returns' as const] : [])] as const)
        .map((name) => edges(name, within[name].selection))
        .join(' ')
      return `{ ${edges(`orders${searching(since)}`, `${orderSelection(version)} ${connections}`)} }`
    },
    async found(ask, lines) {
      const orders = lines.map(({ root, children }) => ({
        ...read(order, root),
        lineItems: read(
          z.array(within.lineItems.node),
          children.filter((child) => isOf('LineItem', child)),
        ),
        returns: read(
          z.array(within.returns.node),
          children.filter((child) => isOf('Return', child)),
        ),
      }))
      return (await complete(ask, operations, orders)).map((one) => foundOrder(one))
    },
  },
]
