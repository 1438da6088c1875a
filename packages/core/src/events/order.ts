/** What an order is when placed, and what may be changed of it later. */
import * as z from 'zod'
import { money } from '../money.ts'
import { id, products, tags, text, time } from './shared.ts'

export const orderFields = {
  orderId: id,
  total: money.optional(),
  revenue: money.optional(),
  shipping: money.optional(),
  tax: money.optional(),
  discount: money.optional(),
  coupon: text.optional(),
  affiliation: text.optional(),
  products: products.optional(),
  /** Promised arrival: an instant, or midnight of the promised day in the shop's zone. */
  promisedAt: time.optional(),
  market: z.enum(['domestic', 'international', 'point-of-sale']).optional(),
  tags: tags.optional(),
}
