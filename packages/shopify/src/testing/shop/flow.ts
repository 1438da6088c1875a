/** Shopify Flow, as far as an app can tell it something: what came is kept. */
import type { Resolvers } from '../graphql/execute.ts'
import type { Node } from './node.ts'
import type { Shop } from './shop.ts'

/** A trigger that was received. */
export interface FlowTrigger extends Node {
  readonly handle: string
  readonly payload: unknown
  readonly receivedAt: string
}
const MOST_BYTES = 50_000

export const flowResolvers = (shop: Shop) =>
  ({
    flowTriggerReceive({ handle, payload, body }: { handle?: string; payload?: unknown; body?: string }) {
      const refuse = (field: string, message: string) => ({ userErrors: [{ field: [field], message }] })
      const known = shop.setup.flowTriggers
      if (body !== undefined) return refuse('body', 'The local Admin API takes a handle and a payload')
      if (!handle || (known && !known.includes(handle))) return refuse('handle', `Invalid handle '${handle ?? ''}'`)
      if (Buffer.byteLength(JSON.stringify(payload ?? {})) > MOST_BYTES) {
        return refuse('payload', `Payload is larger than ${MOST_BYTES} bytes`)
      }
      shop.add<FlowTrigger>({ id: shop.nextId('FlowTrigger'), handle, payload, receivedAt: shop.now() })
      return { userErrors: [] }
    },
  }) satisfies Resolvers
