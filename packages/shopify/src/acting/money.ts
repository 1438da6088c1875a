/** Between motkit's minor units and Shopify's decimal text, exactly. */
import { exponent, type Money, toMinor } from '@motkit/core'

export function toDecimal({ amount, currency }: Money): string {
  const digits = exponent(currency)
  const text = String(amount).padStart(digits + 1, '0')
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
}
export const fromDecimal = (decimal: string, currency: string): number => toMinor(decimal, currency)
