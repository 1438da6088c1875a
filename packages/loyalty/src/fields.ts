/** Fields that a programme is written with: names, instants, rates, dates. */
import { exponent, isMotError } from '@motkit/core'
import * as z from 'zod'
import { toRatio } from './ratio.ts'

export const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a name of a-z, 0-9 and -, at most 40 long')
export const at = z.iso.datetime({ offset: true }).transform((t) => new Date(t).toISOString())
/** A number, or a fraction as '1/3': see `ratio.ts`. */
export const rate = z
  .union([z.number(), z.string()])
  .refine((value) => (toRatio(value)?.over ?? 0n) > 0n, "a rate above zero, as 2, 0.05 or '1/3'")
export type Rate = z.output<typeof rate>
export const count = z.int().positive()
export const dateOfYear = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a date of the year, as 12-31')
/** True of an ISO 4217 code. */
export const isCurrency = (code: string): boolean => {
  try {
    return exponent(code) >= 0
  } catch (error) {
    if (isMotError(error)) return false
    throw error
  }
}
export const currency = z.string().refine(isCurrency, 'an ISO 4217 currency code')

/** True of an IANA time zone. */
export const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** What a record of a programme holds under a name that came from outside; never what every object inherits. */
export const entry = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined
