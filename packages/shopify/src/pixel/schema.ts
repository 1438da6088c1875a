/** Pieces of the schemas of what a browser sends. */
import * as z from 'zod'
import { id } from '../facts/schema.ts'

const GID = /^gid:\/\/shopify\/\w+\/([^?/]+)(\?.*)?$/
/** The end of a global id, as `gid://shopify/Product/1`, without its key; any other text as it is. */
export const plainId = (value: string): string => GID.exec(value)?.[1] ?? value
/** An id, however it is written. */
export const shopifyId = id.transform(plainId).refine((value) => /^[\w-]{1,100}$/.test(value), 'an id')
/** A token that nobody guesses. */
export const checkoutToken = z.string('a token').regex(/^[\w-]{20,100}$/, 'a token of a checkout')
/** Of the browser. Where somebody may not be told from others, Shopify gives all of them one id that begins with noughts. */
export const clientId = z
  .string('an id')
  .regex(/^[\w.-]{8,100}$/, 'an id of a browser')
  .refine((value) => !value.startsWith('00000000-0000-0000-'), 'the id of one browser')
