/** How many deliveries came to which end, in this process. */
import type { Telemetry } from '@motkit/core'
import type { ReceiveCode } from './errors.ts'

/** What becomes of a delivery: taken and known at the door, then how each attempt to process it ended. */
export type Outcome = 'accepted' | 'duplicate' | 'processed' | 'returned' | 'dead'
export interface WebhookCounts extends Readonly<Record<Outcome, number>> {
  /** By the code with which it was refused. */
  readonly refused: Readonly<Partial<Record<ReceiveCode, number>>>
}
export type Tally = ReturnType<typeof createTally>

/** To telemetry these are the counter `motkit.shopify.deliveries`, with `motkit.outcome` and, of what was refused, `motkit.code`. */
export function createTally(telemetry: Telemetry | undefined) {
  const counts = { accepted: 0, duplicate: 0, processed: 0, returned: 0, dead: 0 }
  const refused: Partial<Record<ReceiveCode, number>> = {}
  const tell = (attributes: Record<string, string>) => telemetry?.count('motkit.shopify.deliveries', 1, attributes)
  return {
    count(outcome: Outcome): void {
      counts[outcome]++
      tell({ 'motkit.outcome': outcome })
    },
    refuse(code: ReceiveCode): void {
      refused[code] = (refused[code] ?? 0) + 1
      tell({ 'motkit.outcome': 'refused', 'motkit.code': code })
    },
    read: (): WebhookCounts => ({ ...counts, refused: { ...refused } }),
  }
}
