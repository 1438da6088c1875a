/** `use` in a mapping: pieces that are written once under `define` and taken in where they are wanted. */
import { cliError } from '../errors.ts'

type Json = { readonly [key: string]: unknown }
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Puts definitions in their places: `{ "use": "total" }` is the definition itself, `{ "use": ["product"], "url": … }`
 * its fields and some more.
 * @throws MotError MAPPING_INVALID for a name that is not defined, or that uses itself
 */
export function withDefinitions(raw: unknown): unknown {
  if (!isObject(raw) || !isObject(raw.define)) return raw
  const { define, ...mapping } = raw
  const place = (value: unknown, path: string, inside: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((one, i) => place(one, `${path}.${i}`, inside))
    if (!isObject(value)) return value
    const { use, ...own } = value
    const fields = Object.fromEntries(
      Object.entries(own).map(([key, one]) => [key, place(one, `${path}.${key}`, inside)]),
    )
    if (use === undefined) return fields
    const pieces = (Array.isArray(use) ? use : [use]).map((name: unknown) => {
      if (typeof name !== 'string' || !Object.hasOwn(define, name) || inside.includes(name))
        throw cliError('MAPPING_INVALID', `${JSON.stringify(name)} is not defined, or uses itself`, {
          path: `${path}.use`,
        })
      return place(define[name], `define.${name}`, [...inside, name])
    })
    return pieces.length === 1 && Object.keys(own).length === 0 ? pieces[0] : Object.assign({}, ...pieces, fields)
  }
  return place(mapping, '', [])
}
