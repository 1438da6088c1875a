/** Queries and mutations of the Admin API as values: what is sent, how the answer is read, whether sending it again is the same. */
import { MotError } from '@motkit/core'
import type { z } from 'zod'

export interface Operation<V, R> {
  /** As the document names it. */
  readonly name: string
  readonly kind: 'query' | 'mutation'
  /** Valid in every supported version of the API. */
  readonly document: string
  /** Reads `data`: what is asked for, and no more of it than is used. */
  readonly result: z.ZodType<R>
  /** Whether it may be sent again when nobody knows how it ended: a query always, a mutation where it says so. */
  readonly repeatable: boolean
  /** Never there: carries the type of the variables. */
  readonly variables?: V
}
export interface OperationDefinition<R> {
  readonly name: string
  readonly document: string
  readonly result: z.ZodType<R>
  /** Of a mutation. Default: false. */
  readonly repeatable?: boolean
}
const HEAD = /^(?:\s|#[^\n]*\n)*(query|mutation)\s+([A-Za-z_]\w*)/

/**
 * @example
 * const addTags = defineOperation<{ id: string; tags: readonly string[] }>()({
 *   name: 'addTags',
 *   document: `mutation addTags($id: ID!, $tags: [String!]!) {
 *     tagsAdd(id: $id, tags: $tags) { userErrors { field message } }
 *   }`,
 *   result: z.object({ tagsAdd: z.object({}) }),
 *   repeatable: true,
 * })
 * @throws MotError SETUP_INVALID
 */
export const defineOperation =
  <V extends object>() =>
  <R>({ name, document, result, repeatable = false }: OperationDefinition<R>): Operation<V, R> => {
    const [, kind, named] = HEAD.exec(document) ?? []
    const check = (holds: boolean, expected: string): void => {
      if (holds) return
      const details = { path: 'document', expected, received: document.slice(0, 100) }
      throw new MotError('SETUP_INVALID', `${name}: expected ${expected}`, { details })
    }
    check(kind !== undefined && named === name, `a document that begins with query ${name} or mutation ${name}`)
    // Without them, a refusal would look like a success.
    check(kind === 'query' || /\buserErrors\b/.test(document), 'a mutation that asks for its userErrors')
    const isQuery = kind === 'query'
    return { name, document, result, kind: isQuery ? 'query' : 'mutation', repeatable: isQuery || repeatable }
  }
