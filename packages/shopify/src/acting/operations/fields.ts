/** What answers of the Admin API are made of. */
import * as z from 'zod'

export const text = z.string()
/** `gid://shopify/Customer/7` */
export const gid = z.string().startsWith('gid://', 'a gid')
export const count = z.int()
/** Decimal text. */
export const decimal = z.union([z.string(), z.number()]).transform(String)
export const amount = z.object({ amount: decimal, currencyCode: text })
export const instant = z.iso.datetime({ offset: true }).transform((time) => new Date(time).toISOString())
