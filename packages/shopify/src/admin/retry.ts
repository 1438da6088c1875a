/** How often and after which waits a call is sent again. */
import { randomInt } from 'node:crypto'
import type { Outcome } from './outcome.ts'

export interface AdminRetry {
  /** So often one call is sent. Default: 8. */
  readonly attempts: number
  /** The first wait before what failed is sent again; it doubles each time, with jitter. Default: 500. */
  readonly firstMs: number
  /** The longest such wait. Default: 15,000. */
  readonly longestMs: number
  /** A call that would be sent later is given up. Default: 60,000. */
  readonly withinMs: number
}
export const defaultRetry: AdminRetry = { attempts: 8, firstMs: 500, longestMs: 15_000, withinMs: 60_000 }

/** As long as Shopify says, else longer each time. */
export function waitAfter(outcome: Outcome, attempt: number, { firstMs, longestMs }: AdminRetry): number {
  const said = 'afterMs' in outcome ? outcome.afterMs : undefined
  if (said !== undefined) return said
  const half = Math.ceil(Math.min(firstMs * 2 ** (attempt - 1), longestMs) / 2)
  return half + randomInt(half + 1)
}
