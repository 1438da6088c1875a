/** What became of one attempt: by what came back, whether it was carried out, was not, or nobody knows. */
import { z } from 'zod'
import type { AdminRefusal } from './errors.ts'

export type Outcome =
  /** It was carried out; `data` says with which result. */
  | { readonly kind: 'answered'; readonly data: unknown; readonly cost?: Cost }
  /** Too much was asked of the shop: no effect. */
  | { readonly kind: 'throttled'; readonly afterMs?: number; readonly cost?: Cost }
  /** The access token was not taken: no effect. */
  | { readonly kind: 'unauthorized'; readonly details: Refusal }
  /** No effect, and the same will be refused again. */
  | {
      readonly kind: 'refused'
      readonly code: 'SHOPIFY_REFUSED' | 'SHOPIFY_SCOPE_MISSING'
      readonly details: Refusal
    }
  /** Nothing was sent. */
  | { readonly kind: 'unsent'; readonly cause: unknown }
  /** Sent, and what came of it is not known. */
  | { readonly kind: 'lost'; readonly cause: unknown; readonly afterMs?: number }
type Refusal = {
  readonly errors: readonly AdminRefusal[]
  /** Of the answer, where it is no GraphQL. */
  readonly status?: number
}

const throttleStatus = z.object({
  maximumAvailable: z.number().positive(),
  currentlyAvailable: z.number(),
  restoreRate: z.number().positive(),
})
const cost = z.object({
  requestedQueryCost: z.number().nonnegative().nullish(),
  actualQueryCost: z.number().nonnegative().nullish(),
  throttleStatus: throttleStatus.nullish().catch(undefined),
})
/** How full a shop's bucket is. */
export type ThrottleStatus = z.infer<typeof throttleStatus>
/** Of a call, in points. */
export type Cost = z.infer<typeof cost>

/** @see https://shopify.dev/docs/api/admin-graphql: `extensions.cost` */
const extensions = z.object({ cost: cost.nullish().catch(undefined) }).catch({})
const costOf = (value: unknown): Cost | undefined => extensions.parse(value ?? {}).cost ?? undefined

const graphqlError = z.object({
  message: z.string().catch(''),
  path: z.array(z.union([z.string(), z.number()])).catch([]),
  extensions: z.object({ code: z.string().catch('') }).catch({ code: '' }),
})
const graphqlErrors = z.union([
  z.array(graphqlError),
  z.string().transform((message) => [{ message, path: [], extensions: { code: '' } }]),
])
type GraphqlError = z.infer<typeof graphqlError>

/** What Shopify answers in the words of GraphQL. @param data and errors as they came, with status 200 */
export function outcomeOf(
  answer: { readonly data?: unknown; readonly errors?: unknown; readonly extensions?: unknown },
  kind: 'query' | 'mutation',
): Outcome {
  const { data = null } = answer
  const cost = costOf(answer.extensions)
  const said = { ...(cost && { cost }) }
  const read = graphqlErrors.safeParse(answer.errors ?? [])
  if (!read.success) return lost('errors of an unknown shape')
  const errors = read.data
  if (errors.length === 0) {
    return data === null ? lost('neither data nor errors') : { kind: 'answered', data, ...said }
  }
  const has = (...codes: string[]) => errors.some(({ extensions: { code } }) => codes.includes(code))
  if (has('THROTTLED')) return { kind: 'throttled', ...said }
  if (kind === 'mutation' && wasResolved(data, errors)) return { kind: 'answered', data, ...said }
  if (has('INTERNAL_SERVER_ERROR', 'TIMEOUT')) return lost(errors.map(textOf).join(' '))
  const reasons = errors.map((error) => ({
    path: error.path.join('.'),
    code: error.extensions.code,
    message: error.message,
  }))
  return {
    kind: 'refused',
    code: has('ACCESS_DENIED') ? 'SHOPIFY_SCOPE_MISSING' : 'SHOPIFY_REFUSED',
    details: { errors: reasons },
  }
}
export const lost = (reason: string): Extract<Outcome, { kind: 'lost' }> => ({ kind: 'lost', cause: new Error(reason) })
const textOf = ({ message }: GraphqlError): string => message

/**
 * A mutation whose payload was looked into was carried out, whatever went wrong with looking. An error in the document has
 * a path too, which begins with the operation: `mutation addTags`, `tagsAdd`, and so on; in a fragment with it.
 */
const wasResolved = (data: unknown, errors: readonly GraphqlError[]): boolean =>
  errors.some(({ path: [root, ...within] }) => within.length > 0 && !OPERATION.test(String(root))) ||
  Object.values(data ?? {}).some((payload) => payload !== null && payload !== undefined)
const OPERATION = /^(query|mutation|subscription|fragment)\b/

/** What an answer that is no GraphQL means. */
export function outcomeOfStatus(status: number, text: string, afterMs: number | undefined): Outcome {
  const details = { status, errors: [{ path: '', code: `HTTP_${status}`, message: text }] }
  const after = { ...(afterMs !== undefined && { afterMs }) }
  if (status === 401) return { kind: 'unauthorized', details }
  if (status === 429) return { kind: 'throttled', ...after }
  if (status === 408 || status >= 500) return { ...lost(`status ${status}`), ...after }
  return { kind: 'refused', code: status === 403 ? 'SHOPIFY_SCOPE_MISSING' : 'SHOPIFY_REFUSED', details }
}

const userErrors = z.array(
  z.object({
    field: z.array(z.union([z.string(), z.number()])).catch([]),
    code: z.string().catch(''),
    message: z.string().catch(''),
  }),
)
/** The reasons in the payload of a mutation: why it was not carried out. */
export const userErrorsOf = (data: unknown): readonly AdminRefusal[] =>
  Object.values(data ?? {}).flatMap((payload) => {
    const read = userErrors.safeParse((payload as { userErrors?: unknown } | null)?.userErrors ?? [])
    return (read.data ?? []).map(({ field, code, message }) => ({ path: field.join('.'), code, message }))
  })
