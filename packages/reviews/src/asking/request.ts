/** What a request carries: the data of its message, for the host's template, and kept as what was promised. */
import * as z from 'zod'
import { incentive } from '../policies/incentive.ts'

const request = z.object({
  /** Which of the asks it is. */
  ask: z.string(),
  orderId: z.string(),
  /** Where the review will stand. */
  destination: z.string(),
  /** Product ids; none: the order as a whole. */
  products: z.array(z.string()).optional(),
  /** Its number, from 1, where it is a reminder. */
  reminder: z.int().positive().optional(),
  /** What is promised for the review, whatever the rating. */
  incentives: z.array(incentive).optional(),
  /** What the text must say, by the policy packs: see `mustSay`. */
  says: z.array(z.string()).optional(),
  /** Of the ask's experiment. */
  variant: z.string().optional(),
})
export type ReviewRequest = Readonly<z.output<typeof request>>

/**
 * The request that a `message.send` carries; undefined where it is none.
 * @example 'message.send': async ({ data, customer }) => { const request = requestOf(data) }
 */
export function requestOf(message: { readonly data?: unknown }): ReviewRequest | undefined {
  const read = request.safeParse(message.data)
  return read.success ? read.data : undefined
}
