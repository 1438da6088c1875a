/** What events, actions and timers have in common: a type, a schema, and a call that makes one. */
import type { StandardSchemaV1 as Standard } from '@standard-schema/spec'
import { MotError } from './errors.ts'
import type { Claim } from './store.ts'

/** Any Standard Schema with JSON output: what is stored must come back the same. */
export type Schema<D> = Standard<unknown, D>
export type Output<S extends Standard> = Standard.InferOutput<S>
export type Plain<T> = { [K in keyof T]: T[K] } & {}
/** Maps what JSON cannot hold to a message that the compiler shows. */
export type JsonOnly<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends Date | ReadonlyMap<never, never> | ReadonlySet<never> | bigint | symbol | ((...a: never) => unknown)
      ? 'not JSON: what is stored would not come back the same'
      : { [K in keyof T]: JsonOnly<T[K]> }
export type JsonSchema<S extends Standard> = S & (Output<S> extends JsonOnly<Output<S>> ? unknown : JsonOnly<Output<S>>)

/** How a decision is named, when it is due, and what it takes; of these, a fact has claims only. */
export interface Terms {
  /** Tells apart what one rule decides about one subject; part of the idempotency key. Default: ''. */
  readonly name?: string
  /** When it is due, an ISO instant; the moment of deciding unless said otherwise. */
  readonly at?: string
  /**
   * What it takes from counters shared by all customers, as a campaign's budget; a negative amount gives back. Where one is
   * refused, an action is suppressed with the reason `budget`; who records a fact is asked again, with `refused`.
   */
  readonly claims?: readonly Claim[]
}
export interface Made<K extends string, N extends string, D> {
  readonly kind: K
  readonly type: N
  readonly data: D
  readonly terms: Terms
}
/** Names and data only: no schema type reaches a published `.d.ts`. */
export interface Definition<K extends string, N extends string, D> {
  (data: D, terms?: Terms): Made<K, N, D>
  readonly kind: K
  readonly type: N
  readonly schema: Schema<D>
}

export function define<K extends string, N extends string, S extends Standard, M extends object>(
  kind: K,
  type: N,
  schema: S,
  more: M,
): Definition<K, N, Plain<Output<S>>> & M {
  const make = (data: unknown, terms: Terms = {}) => ({ kind, type, data, terms })
  return Object.assign(make, { kind, type, schema, ...more }) as never
}

export interface Issue {
  readonly path: string
  readonly message: string
}
/** Checks data against any Standard Schema, synchronously: `{ value }`, or the first issue with its path. */
export function check<D>(schema: Schema<D>, input: unknown): { value: D } | { issue: Issue } {
  const result = schema['~standard'].validate(input)
  if (result instanceof Promise) {
    throw new MotError(
      'SETUP_INVALID',
      `the ${schema['~standard'].vendor} schema is asynchronous; motkit takes synchronous ones`,
    )
  }
  if (!result.issues) return { value: result.value }
  const [first] = result.issues
  const path = first?.path?.map((step) => String(typeof step === 'object' ? step.key : step)).join('.') ?? ''
  return { issue: { path, message: first?.message ?? 'invalid' } }
}
