/** What goes wrong on purpose: a plan says it of each call, by chance under a seed or by a function of its own. */
import { bucket } from '@motkit/core'

/** What can go wrong. Those that end in `-after` leave the effect. */
export const faultNames = [
  /** Answered as one over budget; nothing is done. */
  'throttled',
  /** HTTP 429 with `Retry-After`; nothing is done. */
  'too-many-requests',
  /** HTTP 500; nothing is done. */
  'server-error',
  /** The connection breaks before the request is carried out. */
  'broken-before',
  /** It is carried out, and the connection breaks. */
  'broken-after',
  /** It is carried out, and a gateway answers 502. */
  'bad-gateway-after',
  /** It is carried out, and nothing is ever answered. */
  'silent-after',
  /** It is carried out twice, and the second answer comes. */
  'twice',
  /** The answer comes late. */
  'slow',
  /** A mutation answers a user error; nothing is done. */
  'user-error',
] as const
export type Fault = (typeof faultNames)[number]

/** One request, as it came. */
export interface Call {
  readonly shop: string
  /** The name of the operation, else its first root field. */
  readonly operation: string
  readonly kind: 'query' | 'mutation'
  /** The root fields. */
  readonly fields: readonly string[]
  readonly variables: Readonly<Record<string, unknown>>
  /** How often the same was asked before, of this shop. */
  readonly repeat: number
}
/** What goes wrong with a call; nothing where undefined. */
export type FaultPlan = (call: Call) => Fault | undefined
/** How likely each fault is, from 0 to 1. */
export type FaultRates = Readonly<Partial<Record<Fault, number>>>

/**
 * By chance, the same for the same calls in whatever order they come: what counts is what is asked, and how often before.
 * @example seededFaults(7, { throttled: 0.1, 'broken-after': 0.05 })
 */
export function seededFaults(seed: number | string, rates: FaultRates): FaultPlan {
  return ({ shop, operation, variables, repeat }) => {
    let drawn = bucket(String(seed), JSON.stringify([shop, operation, variables, repeat]))
    for (const fault of faultNames) {
      const rate = rates[fault] ?? 0
      if (drawn < rate) return fault
      drawn -= rate
    }
    return undefined
  }
}

/** A request that came, and what became of it. */
export interface Seen extends Call {
  readonly fault: Fault | undefined
}
export interface Faults {
  readonly seen: readonly Seen[]
  /** What goes wrong with this call: what was asked for, else what the plan says. */
  of(call: Omit<Call, 'repeat'>): Fault | undefined
  failNext(fault: Fault, operation?: string): void
}
export function createFaults(plan: FaultPlan): Faults {
  const seen: Seen[] = []
  const wanted: { readonly fault: Fault; readonly operation: string | undefined }[] = []
  const repeats = new Map<string, number>()
  const draw = (call: Call): Fault | undefined => {
    const isMeant = (operation: string | undefined) =>
      operation === undefined || operation === call.operation || call.fields.includes(operation)
    const index = wanted.findIndex(({ operation }) => isMeant(operation))
    const fault = index < 0 ? plan(call) : wanted.splice(index, 1)[0]?.fault
    return fault === 'user-error' && call.kind === 'query' ? undefined : fault
  }
  return {
    seen,
    of(asked) {
      const key = JSON.stringify([asked.shop, asked.operation, asked.variables])
      const repeat = repeats.get(key) ?? 0
      repeats.set(key, repeat + 1)
      const call = { ...asked, repeat }
      const fault = draw(call)
      seen.push({ ...call, fault })
      return fault
    },
    failNext(fault, operation) {
      wanted.push({ fault, operation })
    },
  }
}
