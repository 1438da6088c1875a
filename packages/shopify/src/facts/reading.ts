/** Reads a payload by a schema, and says what of it could not be used. */
import type * as z from 'zod'
import { payloadInvalid } from '../errors.ts'

/** What was not taken from a delivery, and why. */
export interface Ignored {
  /** As `customer.email`; empty for all of it. */
  readonly path: string
  readonly why: string
}
/** Says that something is not taken. */
export type Ignore = (path: string, why: string) => void
/** Says so of a part. */
export const within =
  (part: string, ignore: Ignore): Ignore =>
  (path, why) =>
    ignore(path === '' ? part : `${part}.${path}`, why)

type Path = readonly PropertyKey[]
const isObject = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null
const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value)
/** A copy in which nothing stands at a path. */
function without(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return undefined
  if (!isObject(value)) return value
  const copy: Record<PropertyKey, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value }
  copy[key] = without(copy[key], rest)
  return copy
}

/**
 * Reads a payload. What a schema does not know is left out. A value of the wrong shape is ignored, and said to be so, where
 * its place may be empty: an API version that writes it otherwise, or data that somebody may not see, stops no delivery.
 * @throws MotError SHOPIFY_PAYLOAD_INVALID where the payload, or a member of a list in it, lacks what it cannot be without
 */
export function read<S extends z.ZodType>(schema: S, payload: unknown, ignore: Ignore): z.output<S> {
  for (let rest = payload; ; ) {
    const parsed = schema.safeParse(rest)
    if (parsed.success) return parsed.data
    const { path = [], message = 'something else' } = parsed.error.issues[0] ?? {}
    const wrong = ignorable(rest, path)
    if (!wrong) throw payloadInvalid(path.join('.'), message)
    ignore(wrong.join('.'), `expected ${message}`)
    rest = without(rest, wrong)
  }
}
/** What can be left out to be rid of what is wrong: it, or where it is missing the object that lacks it. */
function ignorable(payload: unknown, path: Path): Path | undefined {
  if (path.length === 0) return undefined
  if ((valueAt(payload, path) ?? undefined) !== undefined) return path
  const around = path.slice(0, -1)
  return typeof around.at(-1) === 'number' ? undefined : ignorable(payload, around)
}
