/** A server on loopback in the place of the Admin API: it answers every call in the way its test says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export interface AdminCall {
  readonly token: string | undefined
  readonly url: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}
/** @param extensions that stand beside the data */
export type AdminAnswer = (
  response: ServerResponse,
  call: AdminCall,
  request: IncomingMessage,
  extensions?: object,
) => unknown

export const json = (response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}) =>
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(JSON.stringify(body))

/** Answers each call by the next of `answers`, and by the last of them from then on. */
export async function adminServer(...answers: readonly AdminAnswer[]) {
  const calls: AdminCall[] = []
  const server = createServer(async (request, response) => {
    const { query, variables } = JSON.parse(await text(request)) as {
      query: string
      variables: Record<string, unknown>
    }
    const call = { token: String(request.headers['x-shopify-access-token']), url: request.url ?? '', query, variables }
    calls.push(call)
    await answers[Math.min(calls.length, answers.length) - 1]?.(response, call, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(close)
  const { port } = server.address() as AddressInfo
  return { calls, fetch: fetchTo(port), port, close }
}
/** The platform's fetch, with every shop at a port of this machine. */
export const fetchTo =
  (port: number, protocol: 'http' | 'https' = 'http'): typeof fetch =>
  (url, init) =>
    fetch(String(url).replace(/^https:\/\/[^/]+/, `${protocol}://127.0.0.1:${port}`), init)
