/** The handler for Node's own server, and what Express and Fastify make of it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { ShopifyWebhooks } from './webhooks.ts'

/** A request as a framework hands it on: `body` and `rawBody` are there where somebody has read it before. */
export interface NodeRequest extends IncomingMessage {
  readonly body?: unknown
  readonly rawBody?: unknown
}

/**
 * @example createServer(nodeHandler(webhooks)).listen(3000)
 */
export const nodeHandler =
  (webhooks: Pick<ShopifyWebhooks, 'handle'>) =>
  async (incoming: NodeRequest, outgoing: ServerResponse): Promise<void> => {
    const response = await webhooks.handle(toRequest(incoming))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(await response.text())
  }

/** A web request of a Node one. Where its stream was read before, the bytes that were kept of it are the body; else it is a used one. */
export function toRequest(incoming: NodeRequest): Request {
  const { rawHeaders } = incoming
  const headers = new Headers()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    if (!name.startsWith(':')) headers.append(name, rawHeaders[at + 1] as string)
  }
  const url = 'http://localhost' // nothing is read from it
  // A web request takes not every method; OPTIONS may be answered, and any other than POST is refused alike.
  if (incoming.method === 'OPTIONS') return new Request(url, { method: 'OPTIONS', headers })
  if (incoming.method !== 'POST') return new Request(url, { headers })
  const about = { method: 'POST', headers }
  if (!incoming.readableDidRead) return new Request(url, { ...about, body: Readable.toWeb(incoming), duplex: 'half' })
  const kept = [incoming.rawBody, incoming.body].find((one) => one instanceof Uint8Array)
  if (kept) return new Request(url, { ...about, body: kept as Uint8Array<ArrayBuffer> })
  const used = new Request(url, { ...about, body: '-' })
  void used.text()
  return used
}
