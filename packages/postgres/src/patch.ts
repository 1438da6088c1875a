/**
 * What changed in a journey. States are replaced and never changed, so that what is the same is the same object: a
 * difference costs what changed, not what is there.
 */
type Plain = { readonly [key: string]: unknown }

/** `s` what is set anew, `i` what changed inside, `d` what is gone. */
export interface Patch {
  readonly s?: Plain
  readonly i?: { readonly [key: string]: Patch }
  readonly d?: readonly string[]
}

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
const has = (object: Plain, key: string): boolean => Object.hasOwn(object, key) && object[key] !== undefined

/** What makes `after` of `before`; nothing where they are equal. */
export function difference(before: Plain, after: Plain): Patch | undefined {
  let set: Record<string, unknown> | undefined
  let inside: Record<string, Patch> | undefined
  let gone: string[] | undefined
  for (const key in after) {
    const value = after[key]
    if (value === undefined) continue
    const old = has(before, key) ? before[key] : undefined
    if (old === value) continue
    if (isPlain(old) && isPlain(value)) {
      const deeper = difference(old, value)
      if (!deeper) continue
      inside ??= {}
      inside[key] = deeper
    } else {
      set ??= {}
      set[key] = value
    }
  }
  for (const key in before) {
    if (!has(before, key) || has(after, key)) continue
    gone ??= []
    gone.push(key)
  }
  return set || inside || gone
    ? { ...(set && { s: set }), ...(inside && { i: inside }), ...(gone && { d: gone }) }
    : undefined
}

/** What `before` becomes; what the patch does not name stays the same object. */
export function patched(before: Plain, { s, i, d }: Patch): Plain {
  const after: Record<string, unknown> = { ...before, ...s }
  for (const key in i) after[key] = patched(before[key] as Plain, i[key] as Patch)
  for (const key of d ?? []) delete after[key]
  return after
}
