/** Money as Shopify writes and reads it; counted in minor units in between. */
import { exponent, toMinor } from '@motkit/core'
import { GraphQLError } from 'graphql'

export interface MoneyV2 {
  readonly amount: string
  readonly currencyCode: string
}
export interface MoneyInput {
  readonly amount: string
  readonly currencyCode: string
}
export interface MoneyBag {
  readonly shopMoney: MoneyV2
  readonly presentmentMoney: MoneyV2
}

/** Shopify leaves out zeros at the end, but for one: `10.0`, `9.9`, `9.99`. */
export function moneyV2(minor: number, currencyCode: string): MoneyV2 {
  const digits = exponent(currencyCode)
  const fixed = (minor / 10 ** digits).toFixed(digits)
  return { amount: digits === 0 ? `${fixed}.0` : fixed.replace(/(\.\d+?)0+$/, '$1'), currencyCode }
}

/** @throws GraphQLError where it is no amount of the currency */
export function minorOf({ amount, currencyCode }: MoneyInput): number {
  try {
    return toMinor(amount, currencyCode)
  } catch (error) {
    throw new GraphQLError(`Invalid amount ${JSON.stringify(amount)} of ${currencyCode}`, {
      originalError: error as Error,
      extensions: { code: 'INVALID_VARIABLE' },
    })
  }
}

/** In what a customer pays, and what that is to the shop. */
export interface Rate {
  readonly presentment: string
  readonly shop: string
  /** So much of the shop's currency is one of the customer's. */
  readonly times: number
}
/** @param minor in minor units of what the customer pays in */
export const bagOf = (minor: number, { presentment, shop, times }: Rate): MoneyBag => ({
  presentmentMoney: moneyV2(minor, presentment),
  shopMoney: moneyV2(Math.round(minor * times * 10 ** (exponent(shop) - exponent(presentment))), shop),
})
