/** What comes over HTTP, and how it goes: to whom, whether at all, and what breaks on the way. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as rest } from 'node:timers/promises'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { type Answer, type Answering, carryOut, refusalOf, refusing, refusingResolvers, throttled } from './answer.ts'
import type { Call, Fault, Faults } from './faults.ts'
import type { Request } from './graphql/execute.ts'
import { type Body, type ReadRequest, rootFieldsOf } from './graphql/request.ts'

/** A shop, and the token that it asks for now. */
export interface Served extends Answering {
  readonly token: () => string
}
export interface Serving {
  readonly schema: GraphQLSchema
  readonly version: string
  readonly read: ReadRequest
  readonly shops: ReadonlyMap<string, Served>
  /** What bulk operations left, by path. */
  readonly files: ReadonlyMap<string, string>
  readonly faults: Faults
  readonly slowMs: number
}
/** What is sent; nothing where the connection breaks, or no answer comes. */
interface Reply {
  readonly status: number
  readonly body: Answer | { readonly errors: string } | string
  readonly headers?: Readonly<Record<string, string>>
}

export const serve =
  (serving: Serving) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const reply = await replyTo(serving, request)
    if (reply === 'broken') return void request.socket.destroy()
    if (reply === 'silent') return
    const { status, body, headers } = reply
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }

async function replyTo(serving: Serving, request: IncomingMessage): Promise<Reply | 'broken' | 'silent'> {
  const { schema, version, read, shops, files, faults, slowMs } = serving
  const file = files.get(request.url ?? '')
  if (file !== undefined) return { status: 200, body: file, headers: { 'content-type': 'application/jsonl' } }
  const domain = String(request.headers['x-forwarded-host'] ?? request.headers.host)
  const shop = shops.get(domain)
  if (!shop) return { status: 404, body: { errors: `The local Admin API has no shop ${domain}` } }
  const path = `/admin/api/${version}/graphql.json`
  if (request.url !== path || request.method !== 'POST') {
    return { status: 404, body: { errors: `Not Found: only POST ${path}` } }
  }
  if (request.headers['x-shopify-access-token'] !== shop.token()) {
    const errors = '[API] Invalid API key or access token (unrecognized login or wrong password)'
    return { status: 401, body: { errors } }
  }
  const asked = readCall(schema, read, domain, await bodyOf(request))
  if ('refused' in asked) return { status: 200, body: asked.refused }
  const fault = faults.of(asked.call)
  const before = fault && insteadOf(fault, shop, asked.request)
  if (before) return before
  const answer = answerTo(shop, asked.request, fault)
  if (fault === 'slow') await rest(slowMs, undefined, { ref: false })
  if (fault === 'broken-after') return 'broken'
  if (fault === 'silent-after') return 'silent'
  return fault === 'bad-gateway-after'
    ? { status: 502, body: { errors: 'Bad Gateway' } }
    : { status: 200, body: answer }
}

/** What comes in place of carrying it out. */
function insteadOf(fault: Fault, shop: Answering, request: Request): Reply | 'broken' | undefined {
  if (fault === 'broken-before') return 'broken'
  if (fault === 'server-error') return { status: 500, body: { errors: 'Internal Server Error' } }
  if (fault === 'too-many-requests') {
    return { status: 429, body: { errors: 'Too Many Requests' }, headers: { 'retry-after': '2.0' } }
  }
  return fault === 'throttled' ? { status: 200, body: throttled(shop, request) } : undefined
}
function answerTo(shop: Answering, request: Request, fault: Fault | undefined): Answer {
  const refusal = refusalOf(shop, request)
  if (refusal) return refusal
  if (fault === 'user-error') return carryOut({ ...shop, resolvers: refusingResolvers(shop.schema, request) }, request)
  if (fault === 'twice') carryOut(shop, request)
  return carryOut(shop, request)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** A request that the schema allows, with what it is called; else why it is none. */
function readCall(
  schema: GraphQLSchema,
  read: ReadRequest,
  shop: string,
  text: string,
): { readonly refused: Answer } | { readonly request: Request; readonly call: Omit<Call, 'repeat'> } {
  try {
    const body: Body = JSON.parse(text)
    const request = read(body)
    const { operation, variables } = request
    const fields = rootFieldsOf(schema, request)
    const kind = operation.operation === 'mutation' ? 'mutation' : 'query'
    return { request, call: { shop, operation: operation.name?.value ?? fields[0] ?? '', kind, fields, variables } }
  } catch (error) {
    if (error instanceof GraphQLError) return { refused: refusing(error.message, error.extensions) }
    return { refused: refusing('The body is no JSON with a query', { code: 'BAD_REQUEST' }) }
  }
}
