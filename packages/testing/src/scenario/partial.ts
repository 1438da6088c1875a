/** Partial matches: what is named must be there, what is not named may be anything. */

/** As much of a value as a test cares about. */
export type Part<T> = T extends readonly (infer I)[]
  ? readonly Part<I>[]
  : T extends object
    ? { readonly [K in keyof T]?: Part<T[K]> | undefined }
    : T

export function matches(part: unknown, whole: unknown): boolean {
  if (part === whole || part === undefined) return true
  if (typeof part !== 'object' || typeof whole !== 'object' || part === null || whole === null) return false
  if (Array.isArray(part) && (!Array.isArray(whole) || whole.length !== part.length)) return false
  return Object.entries(part).every(([key, value]) => matches(value, (whole as Record<string, unknown>)[key]))
}
