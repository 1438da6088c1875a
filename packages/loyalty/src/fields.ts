/** Pieces of which the schemas of a programme are made. */
import { exponent, isMotError } from '@motkit/core'
import * as z from 'zod'
import { toRatio } from './ratio.ts'

export const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a name of a-z, 0-9 and -, at most 40 long')
export const at = z.iso.datetime({ offset: true }).transform((t) => new Date(t).toISOString())
export const rate = z
  .union([z.number(), z.string()])
  .refine((value) => (toRatio(value)?.over ?? 0n) > 0n, "a rate above zero, as 2, 0.05 or '1/3'")
const isCurrency = (code: string): boolean => {
  try {
    return exponent(code) >= 0
  } catch (error) {
    if (isMotError(error)) return false
    throw error
  }
}
export const currency = z.string().refine(isCurrency, 'an ISO 4217 currency code')
export const count = z.int().positive()

/** What a record of a programme holds under a name that came from outside; never what every object inherits. */
export const entry = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined
