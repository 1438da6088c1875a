/** A moment of truth: found in the journey as it stands, never in the order in which facts came. Pure. */
import type { StandardSchemaV1 as Standard } from '@standard-schema/spec'
import { canonical } from './clock.ts'
import type { JsonSchema, Output, Plain, Schema } from './definition.ts'
import { type Customer, instant, type Stamp } from './event.ts'
import type { Journey } from './journey.ts'
import { same } from './same.ts'
import type { Settings } from './settings.ts'
import type { AnySlice, Totals } from './slice.ts'

export type Polarity = 'positive' | 'neutral' | 'negative'
/** What `detect` answers. */
export interface Found<D> {
  /** What it is about, where that is not the subject looked at. */
  readonly subject?: string
  readonly polarity: Polarity
  /** Machine-readable, in kebab-case: `late`, `cart-abandoned`. */
  readonly reason: string
  readonly data: D
  /** The facts that show it. */
  readonly evidence: readonly (Stamp | undefined)[]
  /** When time alone may change the answer: the moment is looked at again then. */
  readonly again?: string | undefined
}
export interface DetectInput<L extends AnySlice> {
  readonly subject: string
  readonly journey: Journey<L>
  readonly now: string
  readonly settings: Settings
}
export interface MomentDef<N extends string, D> {
  readonly kind: 'moment'
  readonly type: N
  readonly schema: Schema<D>
  readonly per: readonly string[]
  readonly reads: readonly AnySlice[]
  // biome-ignore lint/suspicious/noExplicitAny: existential, the types are checked where the moment is defined
  detect(input: DetectInput<any>): Found<D> | readonly Found<D>[] | undefined
}
// biome-ignore lint/suspicious/noExplicitAny: existential, "a moment of some data"
export type AnyMoment = MomentDef<string, any>
type DataOfMoment<M> = M extends MomentDef<string, infer D> ? D : never

/** A moment as listeners and rules see it. */
export interface Moment<N extends string = string, D = unknown> {
  readonly type: N
  readonly subject: string
  readonly polarity: Polarity
  readonly reason: string
  readonly data: D
  /** The events that show it, sorted, each as `time source#id`, and the time of the first. */
  readonly evidence: readonly Stamp[]
  readonly since: string
  readonly customer: Customer
  readonly tenant: string
}
export type MomentOf<M extends AnyMoment> = M extends AnyMoment ? Moment<M['type'], DataOfMoment<M>> : never
/** A moment as a journey keeps it. */
export type MomentRecord = Omit<Moment, 'customer' | 'tenant'> & { readonly again?: string }
/** The moment as others see it. */
export const momentOf = (
  { type, subject, polarity, reason, data, evidence, since }: MomentRecord,
  customer: Customer,
  tenant: string,
): Moment => ({
  type,
  subject,
  polarity,
  reason,
  data,
  evidence,
  since,
  customer,
  tenant,
})

/**
 * Declares a moment of truth. `detect` looks at one subject in the journey as it stands now; it is asked whenever
 * a fact concerns the subject, and at `again`. Its identity is (type, subject); its polarity may be revised.
 * @param moment.per kinds of subject to look at: `['order']`
 * @example
 * const bigSpender = defineMoment({
 *   type: 'big-spender', schema: z.object({ spent: z.int() }), per: ['order'], reads: [orders],
 *   detect: ({ subject, journey }) => …,
 * })
 */
export function defineMoment<const N extends string, S extends Standard, L extends AnySlice = never>(moment: {
  readonly type: N
  readonly schema: JsonSchema<S>
  readonly per: readonly string[]
  readonly reads?: readonly L[]
  detect(input: DetectInput<L>): Found<NoInfer<Output<S>>> | readonly Found<NoInfer<Output<S>>>[] | undefined
}): MomentDef<N, Plain<Output<S>>> {
  return { kind: 'moment', ...moment, reads: moment.reads ?? [] } as never
}

/** Counts of moments by `type|polarity|reason`. */
export type Tally = Totals
export const tallyOf = (moments: Readonly<Record<string, MomentRecord>>): Tally => {
  const tally: Record<string, number> = {}
  for (const { type, polarity, reason } of Object.values(moments)) {
    const key = `${type}|${polarity}|${reason}`
    tally[key] = (tally[key] ?? 0) + 1
  }
  return tally
}

/**
 * Every moment that stands on a subject now. One that stood before in the same way is the same record; where all do,
 * so is the whole.
 */
export function detect(
  moments: readonly AnyMoment[],
  input: DetectInput<AnySlice>,
  before: Readonly<Record<string, MomentRecord>>,
): Readonly<Record<string, MomentRecord>> {
  const standing: Record<string, MomentRecord> = {}
  let [count, kept] = [0, 0]
  const put = (type: string, one: Found<unknown>) => {
    const key = one.subject === undefined ? type : `${type} ${one.subject}`
    const record = recordOf(type, one, input, before[key])
    count++
    if (record === before[key]) kept++
    standing[key] = record
  }
  for (const { type, detect: look } of moments) {
    const found = look(input)
    if (found === undefined) continue
    if (Array.isArray(found)) for (const one of found as readonly Found<unknown>[]) put(type, one)
    else put(type, found as Found<unknown>)
  }
  return kept === count && count === Object.keys(before).length ? before : standing
}
function recordOf(
  type: string,
  found: Found<unknown>,
  input: DetectInput<AnySlice>,
  old: MomentRecord | undefined,
): MomentRecord {
  const { subject = input.subject, polarity, reason, data } = found
  const evidence = stampsOf(found.evidence)
  const next = found.again === undefined || found.again.length === 24 ? found.again : canonical(found.again)
  const again = next !== undefined && next > input.now ? next : undefined
  if (
    old &&
    old.polarity === polarity &&
    old.reason === reason &&
    old.again === again &&
    same(old.evidence, evidence) &&
    same(old.data, data)
  ) {
    return old
  }
  const since = evidence[0] === undefined ? '' : instant(evidence[0])
  const record = { type, subject, polarity, reason, data, evidence, since }
  return again === undefined ? record : { ...record, again }
}
function stampsOf(evidence: readonly (Stamp | undefined)[]): readonly Stamp[] {
  const stamps: Stamp[] = []
  for (const at of evidence) if (at !== undefined) stamps.push(at)
  return stamps.length > 1 ? stamps.sort() : stamps
}
