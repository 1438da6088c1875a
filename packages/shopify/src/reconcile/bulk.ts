/** Bulk queries: Shopify carries one out in its own time, and leaves a file. An app has one a shop at a time. */
import { setTimeout as timer } from 'node:timers/promises'
import { type Clock, isMotError, type MotError } from '@motkit/core'
import * as z from 'zod'
import type { AdminRefusal } from '../admin/errors.ts'
import { defineOperation } from '../admin/operation.ts'
import type { Ask } from './ask.ts'
import { reconcileError } from './errors.ts'

const OPERATION = 'id status errorCode url createdAt query'
const bulkOperation = z.object({
  id: z.string(),
  status: z.string(),
  errorCode: z.string().nullish(),
  url: z.string().nullish(),
  createdAt: z.string(),
  query: z.string().nullish(),
})
export type BulkOperation = z.output<typeof bulkOperation>

const runBulk = defineOperation<{ query: string }>()({
  name: 'motRunBulk',
  document: `mutation motRunBulk($query: String!) {
    bulkOperationRunQuery(query: $query, groupObjects: true) {
      bulkOperation { ${OPERATION} } userErrors { field message code }
    }
  }`,
  result: z.object({ bulkOperationRunQuery: z.object({ bulkOperation }) }),
})
const currentBulk = defineOperation<Record<never, never>>()({
  name: 'motCurrentBulk',
  document: `query motCurrentBulk { currentBulkOperation(type: QUERY) { ${OPERATION} } }`,
  result: z.object({ currentBulkOperation: bulkOperation.nullable() }),
})
const readBulk = defineOperation<{ id: string }>()({
  name: 'motReadBulk',
  document: `query motReadBulk($id: ID!) { node(id: $id) { ... on BulkOperation { ${OPERATION} } } }`,
  result: z.object({ node: bulkOperation.nullable() }),
})

export interface BulkOptions {
  readonly ask: Ask
  readonly clock: Clock
  /** Between two looks at what is under way. */
  readonly pollMs: number
  /** So long another bulk query is waited for. */
  readonly waitMs: number
  readonly signal: AbortSignal | undefined
}
const underWay: ReadonlySet<string> = new Set(['CREATED', 'RUNNING', 'CANCELING'])
const busy: ReadonlySet<string> = new Set(['OPERATION_IN_PROGRESS', 'LIMIT_REACHED'])
const words = (query: string | null | undefined): string | undefined => query?.replace(/\s+/g, ' ').trim()

/**
 * Begins a bulk query, or goes on with the same one that is under way: begun by a process that died, or by a call whose
 * answer was lost. Another one is waited for.
 * @throws MotError BULK_BUSY
 */
export async function beginBulk(query: string, options: BulkOptions): Promise<BulkOperation> {
  const { ask, clock, pollMs, waitMs, signal } = options
  const began = clock.now()
  for (;;) {
    try {
      return (await ask(runBulk, { query })).bulkOperationRunQuery.bulkOperation
    } catch (error) {
      if (!isMotError(error)) throw error
      const isUnknown = error.code === 'SHOPIFY_OUTCOME_UNKNOWN'
      if (!isUnknown && !isBusy(error)) throw error
      const { currentBulkOperation: current } = await ask(currentBulk, {})
      const isSame = words(current?.query) === words(query)
      const isOurs = (one: BulkOperation) =>
        underWay.has(one.status) || (isUnknown && Date.parse(one.createdAt) >= began - CLOCKS_APART_MS)
      if (current && isSame && isOurs(current)) return current
      const isInTheWay = current !== null && underWay.has(current.status)
      if (clock.now() - began >= waitMs && (isUnknown || isInTheWay))
        throw isUnknown ? error : reconcileError('BULK_BUSY', { operation: current?.id }, { retryable: true })
      await timer(pollMs, undefined, signal ? { signal } : {})
    }
  }
}
/** Shopify's clock and ours. */
const CLOCKS_APART_MS = 60_000
function isBusy({ code, details }: MotError<string>): boolean {
  const refusals = (details?.errors ?? []) as readonly AdminRefusal[]
  return code === 'SHOPIFY_REFUSED' && refusals.some(({ code }) => busy.has(code))
}

/** Waits for its end; nothing where there is none any more, it was canceled, or its file is gone. */
export async function endOfBulk(id: string, { ask, pollMs, signal }: BulkOptions): Promise<BulkOperation | undefined> {
  for (;;) {
    const { node } = await ask(readBulk, { id })
    if (!node || node.status === 'EXPIRED' || node.status === 'CANCELED') return undefined
    if (!underWay.has(node.status)) return node
    await timer(pollMs, undefined, signal ? { signal } : {})
  }
}
