/** Money: an integer of minor units with its ISO 4217 code; never a float. */
import * as z from 'zod'
import { MotError } from './errors.ts'

/** The codes of ISO 4217 that this runtime's ICU knows. */
const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

const currency = z.string().refine((code) => currencies.has(code), {
  error: (issue) => `an ISO 4217 currency code, not ${JSON.stringify(issue.input)}`,
})
/** `amount` in minor units (cents for EUR, yen for JPY), not negative. */
export const money = z.object({ amount: z.int().nonnegative(), currency })
export type Money = z.infer<typeof money>

const exponents = new Map<string, number>()
/** How many decimals a currency has: EUR 2, JPY 0, KWD 3. Source: CLDR, by `Intl`. */
export function exponent(code: string): number {
  let digits = exponents.get(code)
  if (digits === undefined) {
    if (!currencies.has(code))
      throw new MotError('MONEY_INVALID', `${code} is no ISO 4217 currency code`, { details: { received: code } })
    digits =
      new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions().maximumFractionDigits ?? 2
    exponents.set(code, digits)
  }
  return digits
}

/**
 * Decimal text or number to minor units, exactly: `toMinor('12.5', 'EUR')` is 1250. A number is read by its
 * shortest decimal form; more decimals than the currency has must be zeros.
 * @throws MotError MONEY_INVALID
 */
export function toMinor(decimal: string | number, code: string): number {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(String(decimal).trim())
  const digits = exponent(code)
  const fraction = match?.[3] ?? ''
  const amount = Number(`${match?.[2]}${fraction.slice(0, digits).padEnd(digits, '0')}`)
  if (!match || /[1-9]/.test(fraction.slice(digits)) || !Number.isSafeInteger(amount)) {
    throw new MotError('MONEY_INVALID', `${decimal} is no amount of ${code}`, {
      details: { received: String(decimal), expected: `a decimal number of at most ${digits} decimals` },
    })
  }
  return match[1] ? -amount || 0 : amount
}

/** As people of a locale write it. */
export const formatMoney = ({ amount, currency: code }: Money, locale = 'en'): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency: code }).format(amount / 10 ** exponent(code))
