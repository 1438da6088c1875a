/** One shop of the local Admin API: who may ask, which money it knows, and all that it keeps. */
import type { Clock } from '@motkit/core'
import { gid, type Node, numberOf, typeOf } from './node.ts'

export interface ShopSetup {
  /** The access token of the app in this shop. */
  readonly token: string
  /** The app's access scopes, as `write_discounts`; by default all. To write is to read as well. */
  readonly scopes?: readonly string[]
  readonly name?: string
  /** As `Europe/Berlin`, the default. */
  readonly timezone?: string
  /** By default EUR. */
  readonly currency?: string
  /** In which store credit can be given, beside `currency`. */
  readonly currencies?: readonly string[]
  /** The most that an account of store credit or a gift card may hold, as a decimal; by default `'100000'`. */
  readonly balanceLimit?: string
  /** The handles of the app's Flow triggers; by default any. */
  readonly flowTriggers?: readonly string[]
}

/** Work that Shopify does in the background. */
export interface Job {
  /** How many more requests it takes. */
  left: number
  readonly run: () => void
}

export interface Shop {
  readonly domain: string
  readonly setup: ShopSetup
  readonly currency: string
  readonly currencies: ReadonlySet<string>
  /** The present instant as Shopify writes it: in whole seconds. */
  now(): string
  nextId(type: string): string
  add<N extends Node>(node: N): N
  remove(id: string): void
  /** The node of this id where it is of this type; undefined as well where there is none. */
  find<N extends Node>(type: string, id: string): N | undefined
  /** By any type. */
  node(id: string): Node | undefined
  /** All nodes of a type, oldest first. */
  all<N extends Node>(type: string): N[]
  /** Those of a type of which a field, one that does not change, has this value; oldest first. */
  having<N extends Node>(type: string, field: keyof N & string, value: string): N[]
  /** Does `run` in the background: it takes this many requests to the shop. */
  later(requests: number, run: () => void): void
  /** The background goes one step on. */
  step(): void
}

/** @param ordinal ids of shops do not meet, so that one in the wrong shop is found out */
export function createShop(domain: string, setup: ShopSetup, ordinal: number, clock: Clock): Shop {
  const nodes = new Map<string, Map<string, Node>>()
  const indexes = new Map<string, Index>()
  const jobs = new Set<Job>()
  let last = (ordinal + 1) * 1_000_000_000_000
  const currency = setup.currency ?? 'EUR'
  const ofType = (type: string) => nodes.get(type) ?? nodes.set(type, new Map()).get(type) ?? new Map()
  return {
    domain,
    setup,
    currency,
    currencies: new Set([currency, ...(setup.currencies ?? [])]),
    now: () => seconds(clock.now()),
    nextId: (type) => gid(type, ++last),
    add(node) {
      last = Math.max(last, numberOf(node.id))
      const type = typeOf(node.id)
      ofType(type).set(node.id, node)
      for (const index of indexes.values()) if (index.type === type) index.add(node)
      return node
    },
    remove(id) {
      const type = typeOf(id)
      const node = ofType(type).get(id)
      ofType(type).delete(id)
      for (const index of indexes.values()) if (node && index.type === type) index.remove(node)
    },
    find: <N extends Node>(type: string, id: string) =>
      typeOf(id) === type ? (ofType(type).get(id) as N | undefined) : undefined,
    node: (id) => ofType(typeOf(id)).get(id),
    all: <N extends Node>(type: string) => [...ofType(type).values()] as N[],
    having<N extends Node>(type: string, field: keyof N & string, value: string) {
      const name = `${type}.${field}`
      const index = indexes.get(name) ?? createIndex(type, field, ofType(type).values())
      indexes.set(name, index)
      return index.get(value) as N[]
    },
    later(requests, work) {
      jobs.add({ left: requests, run: work })
    },
    step() {
      for (const job of jobs) {
        job.left -= 1
        if (job.left > 0) continue
        jobs.delete(job)
        job.run()
      }
    },
  }
}

interface Index {
  readonly type: string
  add(node: Node): void
  remove(node: Node): void
  get(value: string): Node[]
}
function createIndex(type: string, field: string, nodes: Iterable<Node>): Index {
  const sets = new Map<unknown, Set<Node>>()
  const setOf = (node: Node): Set<Node> => {
    const value = (node as unknown as Record<string, unknown>)[field]
    const set = sets.get(value) ?? new Set()
    sets.set(value, set)
    return set
  }
  for (const node of nodes) setOf(node).add(node)
  return {
    type,
    add: (node) => void setOf(node).add(node),
    remove: (node) => void setOf(node).delete(node),
    get: (value) => [...(sets.get(value) ?? [])],
  }
}

/** An instant as Shopify writes it. */
const seconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
