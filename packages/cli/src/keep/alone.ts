/** A store that one process has to itself: when something falls due there is known from what was written, without asking. */
import type { Clock, Store, StoreTransaction, Write } from '@motkit/core'
import { withDeferrals } from '../replay/fates.ts'

/** A replay wants to know after every event what is due; of a hundred times, ninety nothing is. */
export function alone(store: Store, clock: Clock): Store {
  /** Nothing falls due before it, nor ever where it is undefined; known once the store was asked. */
  let next: string | undefined
  let isKnown = false
  const isAhead = (): boolean => isKnown && (next === undefined || Date.parse(next) > clock.now())
  const foresee = ({ journeys, actions }: Write): void => {
    const due = actions.map((action) => (action.state === 'due' ? action.due : undefined))
    for (const at of [...journeys.map(({ wakeAt }) => wakeAt), ...due])
      if (at !== undefined && (next === undefined || at < next)) next = at
  }
  const watched = (transaction: StoreTransaction): StoreTransaction => ({
    ...transaction,
    async write(write) {
      const kept = withDeferrals(write)
      await transaction.write(kept)
      foresee(kept)
    },
  })
  return {
    ...store,
    transaction: (work, tx) => store.transaction((transaction) => work(watched(transaction)), tx),
    async nextDue(types) {
      if (isAhead()) return next
      next = await store.nextDue(types)
      isKnown = true
      return next
    },
  }
}
