/** Amounts of Medusa: decimals of major units, with more places than the currency has. Exact, without floats. */
import { exponent, type Money } from '@motkit/core'

/** A decimal number as an integer of 10^-30: more places than Medusa keeps. */
export type Decimal = bigint
const PLACES = 30

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d*))?(?:e([+-]?\d+))?$/i

/** Reads a decimal text, as `75.43529`; undefined where it is none. A number is read by its shortest form. */
export function decimal(text: string | number): Decimal | undefined {
  const [, sign, whole = '', fraction = '', power = '0'] = DECIMAL.exec(String(text).trim()) ?? []
  if (sign === undefined) return undefined
  const places = PLACES + Number(power) - fraction.length
  if (Math.abs(places) > 300) return undefined
  const digits = BigInt(whole + fraction)
  const value = places >= 0 ? digits * 10n ** BigInt(places) : digits / 10n ** BigInt(-places)
  return sign === '-' ? -value : value
}

export const times = (a: Decimal, b: Decimal): Decimal => (a * b) / 10n ** BigInt(PLACES)

/**
 * As money, rounded half up to the currency's smallest unit. Medusa works out taxes and percentages without rounding, and
 * stores and captures `75.43529 EUR`; what is charged is the rounded amount. Below zero it is nothing.
 * @param code as Medusa has it, in lower case
 * @throws MotError MONEY_INVALID
 */
export function toMoney(value: Decimal, code: string): Money {
  const currency = code.toUpperCase()
  const unit = 10n ** BigInt(PLACES - exponent(currency))
  return { amount: value <= 0n ? 0 : Number((value + unit / 2n) / unit), currency }
}

/** How many pieces, a part of one counted as one. */
export const toPieces = (value: Decimal): number => {
  const one = 10n ** BigInt(PLACES)
  return value <= 0n ? 0 : Number((value + one - 1n) / one)
}
