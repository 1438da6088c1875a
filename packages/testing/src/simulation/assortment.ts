/** What a simulated store sells, and where its people live and come from. */
import { exponent, type Money } from '@motkit/core'
import type { Chance } from './chance.ts'

export interface Product {
  readonly productId: string
  readonly name: string
  readonly category: string
  readonly price: Money
}

const categories = ['coffee', 'tea', 'kitchen', 'home', 'garden'] as const
const makes = ['small', 'classic', 'large', 'organic', 'premium', 'seasonal', 'gift', 'starter'] as const

/** Forty products from 4.90 to 143.40 of the currency. */
export function assortment(currency: string): readonly [Product, ...Product[]] {
  const unit = 10 ** exponent(currency)
  const products = categories.flatMap((category, c) =>
    makes.map((make, m) => ({
      productId: `${category}-${make}`,
      name: `${make} ${category}`,
      category,
      price: { amount: Math.round((4.9 + c * 3 + m * m * 2.5 + c * m) * unit), currency },
    })),
  )
  return products as [Product, ...Product[]]
}

/** Countries with a time zone and a locale, for those who live abroad. */
export const homes = [
  { country: 'DE', timeZone: 'Europe/Berlin', locale: 'de-DE' },
  { country: 'AT', timeZone: 'Europe/Vienna', locale: 'de-AT' },
  { country: 'FR', timeZone: 'Europe/Paris', locale: 'fr-FR' },
  { country: 'NL', timeZone: 'Europe/Amsterdam', locale: 'nl-NL' },
  { country: 'GB', timeZone: 'Europe/London', locale: 'en-GB' },
  { country: 'US', timeZone: 'America/New_York', locale: 'en-US' },
  { country: 'BR', timeZone: 'America/Sao_Paulo', locale: 'pt-BR' },
  { country: 'JP', timeZone: 'Asia/Tokyo', locale: 'ja-JP' },
  { country: 'AU', timeZone: 'Australia/Sydney', locale: 'en-AU' },
] as const

const queries = ['espresso', 'green tea', 'gift for mother', 'pan', 'blanket', 'seeds', 'filter', 'mug'] as const
export const queryOf = (chance: Chance): string => chance.pick(queries)

/** Shares of what brings a visit. */
export const arrivals = [
  ['direct', 0.32],
  ['search', 0.28],
  ['ad', 0.16],
  ['email', 0.1],
  ['social', 0.09],
  ['other', 0.05],
] as const
export const devices = [
  ['mobile', 0.58],
  ['desktop', 0.36],
  ['tablet', 0.06],
] as const
/** One of a list of values with their shares. */
export const oneOf = <T>(chance: Chance, list: readonly (readonly [T, number])[]): T =>
  (list[chance.index(list.map(([, share]) => share))] as readonly [T, number])[0]
