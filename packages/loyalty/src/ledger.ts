/** The ledger: the two slices read together. */
import type { Keyed } from '@motkit/core'
import { readSlot, walletOf } from './lot.ts'
import { eachSlot, type Points, takenOf } from './points.ts'
import { STATUS } from './tiers/terms.ts'
import type { Wallets } from './wallets.ts'

/** What a reader of the ledger needs of a journey. */
export interface Ledger {
  readonly points: Keyed<Points>
  readonly wallets: Wallets
}
/** Calls back with everything that was moved, by slot: what waits, and what can be spent or is owed. */
export function eachMoved(
  { points, wallets: { recorded } }: Ledger,
  call: (slot: string, points: number) => void,
): void {
  for (const slot in recorded) call(slot, recorded[slot] as number)
  eachSlot(points, call)
}
/** Everything that was ever moved in a lot, waiting or not. */
export const leftIn =
  (ledger: Ledger) =>
  (lot: string): number => {
    let left = 0
    eachMoved(ledger, (slot, moved) => {
      if (readSlot(slot).lot === lot) left += moved
    })
    return left
  }
/** What a customer got by a limited rule in a period, by `limitKey`. */
export const takenBy =
  ({ points, wallets }: Ledger) =>
  (key: string): number =>
    takenOf(points, key) + (wallets.taken?.[key] ?? 0)
/** All points that are written of orders and the like, closed and open: whatever waits, has ended or is set aside. */
export function pointsBalance(points: Keyed<Points>): number {
  let sum = 0
  eachSlot(points, (slot, moved) => {
    if (walletOf(slot) !== STATUS) sum += moved
  })
  return sum
}
