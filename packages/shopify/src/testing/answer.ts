/** What a request to the Admin API is answered: refused, throttled, or carried out; without the faults of the way. */
import { type ExecutionResult, type GraphQLSchema, getNamedType, isObjectType } from 'graphql'
import type { Bucket } from './bucket.ts'
import { accessOf, isGranted } from './graphql/access.ts'
import { actualCost, requestedCost } from './graphql/cost.ts'
import { executeRequest, type Request, type Resolvers } from './graphql/execute.ts'
import { rootFieldsOf } from './graphql/request.ts'
import type { Shop } from './shop/shop.ts'

export interface Answer {
  readonly data?: unknown
  readonly errors?: readonly unknown[]
  readonly extensions?: object
}

/** The most that one query may ask for. */
const CEILING = 1_000

export interface Answering {
  readonly schema: GraphQLSchema
  readonly state: Shop
  readonly resolvers: Resolvers
  readonly bucket: Bucket
}

/** Before anything is done: why it is not carried out. */
export function refusalOf({ schema, state }: Answering, request: Request): Answer | undefined {
  const { scopes } = state.setup
  if (scopes) {
    const granted = new Set(scopes)
    const missing = accessOf(schema, request).find((access) => !isGranted(access, granted))
    if (missing) {
      const requiredAccess = missing.scopes.map((scope) => `\`${scope}\``).join(' or ')
      return refusing(`Access denied for ${missing.what}. Required access: ${requiredAccess} access scope.`, {
        code: 'ACCESS_DENIED',
        documentation: 'https://shopify.dev/api/usage/access-scopes',
        requiredAccess,
      })
    }
  }
  const cost = requestedCost(schema, request)
  return cost > CEILING
    ? refusing(`Query cost is ${cost}, which exceeds the single query max cost limit (${CEILING}).`, {
        code: 'MAX_COST_EXCEEDED',
        cost,
        maxCost: CEILING,
      })
    : undefined
}
export const refusing = (message: string, extensions?: object): Answer => ({
  errors: [{ message, ...(extensions ? { extensions } : {}) }],
})

/** Answered where the bucket has too few points. */
export function throttled({ schema, bucket }: Answering, request: Request): Answer {
  const requestedQueryCost = requestedCost(schema, request)
  const cost = { requestedQueryCost, actualQueryCost: null, throttleStatus: bucket.status() }
  return {
    ...refusing('Throttled', { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' }),
    extensions: { cost },
  }
}

/** Carries it out, and takes what it costs. */
export function carryOut(answering: Answering, request: Request): Answer {
  const { schema, bucket, resolvers, state } = answering
  const requestedQueryCost = requestedCost(schema, request)
  if (!bucket.take(requestedQueryCost)) return throttled(answering, request)
  state.step()
  const { data, errors }: ExecutionResult = executeRequest(schema, request, resolvers)
  const actualQueryCost = actualCost(schema, request, data)
  bucket.giveBack(requestedQueryCost - actualQueryCost)
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}),
    extensions: { cost: { requestedQueryCost, actualQueryCost, throttleStatus: bucket.status() } },
  }
}

/** In place of a shop's own: every mutation is refused by a user error, and does nothing. */
export function refusingResolvers(schema: GraphQLSchema, request: Request): Resolvers {
  const fields = schema.getMutationType()?.getFields() ?? {}
  const refused = (field: string) => {
    const payload = fields[field] && getNamedType(fields[field].type)
    if (!isObjectType(payload)) return []
    const error = { field: null, message: 'Refused on purpose', code: null, elementIndex: null, extraInfo: null }
    const nothing = Object.keys(payload.getFields()).map((name) => [name, null])
    return [[field, () => ({ ...Object.fromEntries(nothing), userErrors: [error] })] as const]
  }
  return Object.fromEntries(rootFieldsOf(schema, request).flatMap(refused))
}
