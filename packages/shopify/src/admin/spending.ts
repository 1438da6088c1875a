/** What calls take of a budget, and give back: what an operation costs is learned from what Shopify says of it. */
import type { CostBudget, Turn } from './budget.ts'
import type { Outcome } from './outcome.ts'

/** Points of an operation that was never answered. */
const FIRST_GUESS = 50

export type Spending = ReturnType<typeof createSpending>
export function createSpending(budget: CostBudget) {
  /** Points that Shopify asked for last, by operation. */
  const asked = new Map<string, number>()
  return {
    reserve: (shop: string, operation: string, maxWaitMs: number): Promise<Turn> =>
      budget.reserve(shop, asked.get(operation) ?? FIRST_GUESS, maxWaitMs),

    /** @param pauseMs what a throttled call waits where Shopify does not say how full the bucket is */
    async settle(shop: string, operation: string, { points }: Turn, outcome: Outcome, pauseMs: number): Promise<void> {
      const cost = 'cost' in outcome ? outcome.cost : undefined
      if (cost?.requestedQueryCost) asked.set(operation, cost.requestedQueryCost)
      const status = cost?.throttleStatus ?? undefined
      const unspent = points - spentOf(outcome, points)
      const isPaused = outcome.kind === 'throttled' && (outcome.afterMs !== undefined || !status)
      try {
        await budget.settle(shop, { unspent, status, pauseMs: isPaused ? pauseMs : undefined })
      } catch {} // what is not told flows back by itself: it fails no call
    },
  }
}
function spentOf(outcome: Outcome, reserved: number): number {
  switch (outcome.kind) {
    case 'answered':
      return outcome.cost?.actualQueryCost ?? outcome.cost?.requestedQueryCost ?? reserved
    case 'refused':
    case 'lost':
      return reserved // nobody knows
    default:
      return 0
  }
}
