/** Bulk operations: a query over everything, carried out in the background; what it found is a file of JSON lines. */
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { listing, toWhole } from '../graphql/connection.ts'
import { executeRequest, type Request, type Resolvers } from '../graphql/execute.ts'
import type { ReadRequest } from '../graphql/request.ts'
import { checkBulkQuery, jsonLines } from './json-lines.ts'
import { byNumber, type Node } from './node.ts'
import type { Shop } from './shop.ts'
import { refusing } from './user-errors.ts'

interface BulkOperation extends Node {
  status: 'CREATED' | 'RUNNING' | 'COMPLETED' | 'CANCELED' | 'FAILED'
  readonly query: string
  readonly createdAt: string
}
export interface BulkSetup {
  readonly schema: GraphQLSchema
  readonly version: string
  readonly read: ReadRequest
  /** All that can be asked. */
  readonly resolvers: () => Resolvers
  /** Makes a file of it, and answers with its address. */
  readonly publish: (text: string) => string
}

/** How many at once: one in the older versions. */
const mostOf = (version: string): number => (version < '2026-01' ? 1 : 5)

export const bulkResolvers = (shop: Shop, { schema, version, read, resolvers, publish }: BulkSetup) => {
  const all = () => shop.all<BulkOperation>('BulkOperation')
  const find = (id: string) => shop.find<BulkOperation>('BulkOperation', id)
  const refuse = refusing('bulkOperation')
  const carryOut = (operation: BulkOperation, request: Request, grouped: boolean): void => {
    if (operation.status === 'CANCELED') return
    const { data, errors } = executeRequest(schema, request, resolvers(), toWhole)
    const completedAt = shop.now()
    if (errors)
      return void Object.assign(operation, { status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR', completedAt })
    const { lines, roots } = jsonLines(data ?? {}, grouped)
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    Object.assign(operation, {
      status: 'COMPLETED',
      completedAt,
      url: text === '' ? null : publish(text),
      fileSize: text === '' ? null : String(Buffer.byteLength(text)),
      objectCount: String(lines.length),
      rootObjectCount: String(roots),
    })
  }
  return {
    bulkOperation: ({ id }: { id: string }) => find(id) ?? null,
    bulkOperations: () => listing(all(), byNumber),
    currentBulkOperation: ({ type = 'QUERY' }: { type?: string }) => (type === 'QUERY' ? (all().at(-1) ?? null) : null),
    bulkOperationRunQuery({ query, groupObjects }: { query: string; groupObjects?: boolean }) {
      const most = mostOf(version)
      const running = all().filter(({ status }) => status === 'CREATED' || status === 'RUNNING')
      if (running.length >= most) {
        const message = `A bulk query operation for this app and shop is already in progress: ${running[0]?.id}.`
        return refuse(most === 1 ? 'OPERATION_IN_PROGRESS' : 'LIMIT_REACHED', message, 'query')
      }
      let request: Request
      try {
        request = read({ query })
        checkBulkQuery(schema, request)
        const [error] = executeRequest(schema, request, resolvers(), toWhole).errors ?? []
        if (error) throw error
      } catch (error) {
        if (error instanceof GraphQLError) return refuse('INVALID', `Invalid bulk query: ${error.message}`, 'query')
        throw error
      }
      const bulkOperation = shop.add({
        id: shop.nextId('BulkOperation'),
        type: 'QUERY',
        status: 'CREATED' as BulkOperation['status'],
        query,
        errorCode: null,
        createdAt: shop.now(),
        completedAt: null,
        url: null,
        partialDataUrl: null,
        fileSize: null,
        objectCount: '0',
        rootObjectCount: '0',
      })
      shop.later(1, () => {
        if (bulkOperation.status === 'CREATED') bulkOperation.status = 'RUNNING'
      })
      shop.later(2, () => carryOut(bulkOperation, request, groupObjects ?? false))
      return { bulkOperation, userErrors: [] }
    },
    bulkOperationCancel({ id }: { id: string }) {
      const operation = find(id)
      if (!operation) return refuse('INVALID', 'Bulk operation does not exist', 'id')
      if (operation.status === 'CREATED' || operation.status === 'RUNNING') operation.status = 'CANCELED'
      return { bulkOperation: operation, userErrors: [] }
    },
  } satisfies Resolvers
}
