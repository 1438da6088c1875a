/** Pieces of the schemas of Shopify's payloads: ids, times, texts, money. */
import { type Money, toMinor } from '@motkit/core'
import * as z from 'zod'
import { payloadInvalid } from '../errors.ts'

/** May be missing or null, which is the same. */
export const maybe = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? undefined)
/** A list; missing or null is empty, and so are its places without a value. */
export const list = <S extends z.ZodType>(schema: S) =>
  z
    .array(schema.nullish(), 'a list')
    .nullish()
    .transform((values) => (values ?? []).filter((value) => value !== null && value !== undefined))

/** An id as a text of its digits, or a token. */
export const id = z.union([z.string().min(1).max(100), z.int()], 'an id').transform(String)
/** The digits at the end of a global id, as `gid://shopify/Customer/1`: the same as the plain id elsewhere. */
export const gid = z
  .string('a global id')
  .regex(/^gid:\/\/shopify\/\w+\/\d+$/, 'a global id, as gid://shopify/Customer/1')
  .transform((value) => value.slice(value.lastIndexOf('/') + 1))
/** The token of a cart. What follows a `?` is its key, which opens the cart: it is nobody's to keep. */
export const token = id.transform((value) => value.split('?')[0] ?? value)
export const flag = z.boolean('true or false')
export const count = z.int('a whole number').nonnegative('a number of at least 0')

const TEXT_LENGTH = 2_000
/** A text that can be stored, cut where it is longer than an event takes; an empty one says nothing. */
export const text = maybe(z.string('a text')).transform(
  (value) => value?.replaceAll('\u0000', '').slice(0, TEXT_LENGTH).toWellFormed() || undefined,
)
/** Words with commas between them. */
export const words = maybe(z.string('a text')).transform((value) =>
  value
    ?.split(',')
    .map((word) => word.trim())
    .filter(Boolean),
)
export const country = z
  .string('a country')
  .regex(/^[A-Za-z]{2}$/, 'a country of two letters')
  .transform((code) => code.toUpperCase())

export const time = z.string('a time').transform((value, context) => {
  const at = new Date(value)
  if (!Number.isNaN(at.getTime())) return at.toISOString()
  context.addIssue({ code: 'custom', message: 'a time' })
  return z.NEVER
})

/** An amount as Shopify writes it: a text, or a number. */
export const decimal = z.union([z.string(), z.number()], 'an amount')
/** Minor units of an amount; undefined where it is none, negative or of an unknown currency. */
export function readMoney(amount: string | number, currency: string): Money | undefined {
  try {
    const money = { amount: toMinor(amount, currency), currency }
    return money.amount >= 0 ? money : undefined
  } catch {
    return undefined
  }
}
/** @throws MotError SHOPIFY_PAYLOAD_INVALID with the path of the amount */
export function moneyOf(amount: string | number, currency: string, path: string): Money {
  const money = readMoney(amount, currency)
  if (money) return money
  throw payloadInvalid(path, `an amount of ${currency}`)
}
/**
 * Of an amount in two currencies, that of the customer: what they saw and paid, and in what refunds are counted too.
 * The other one is the shop's.
 */
export const presentment = z
  .object({ presentment_money: z.object({ amount: decimal, currency_code: z.string('a currency') }, 'an amount') })
  .transform(({ presentment_money: { amount, currency_code } }, context): Money => {
    const money = readMoney(amount, currency_code)
    if (money) return money
    context.addIssue({ code: 'custom', message: 'an amount of at least 0 in a known currency' })
    return z.NEVER
  })
