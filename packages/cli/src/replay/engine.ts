/** The engine of a replay: on a virtual clock, with the plugins and guards of the house; handlers only count. */
import {
  consent,
  createMot,
  messageBudget,
  quietHours,
  type Settings,
  type Store,
  type VirtualClock,
} from '@motkit/core'
import { delivery } from '@motkit/delivery'
import { loyalty } from '@motkit/loyalty'
import { reviews } from '@motkit/reviews'

/** What holds messages back unless the host says otherwise. */
const guards = () => [
  consent(),
  quietHours({ from: '21:00', to: '08:00' }),
  messageBudget({ max: 2, per: 'subject', topic: 'delivery' }),
]
/** A history tells seldom who agreed to what, and of payments: every buyer counts as an existing customer who has paid. */
const asks = {
  requires: [],
  existingCustomer: { addressFromSale: true, ownSimilarGoods: true, toldAtSignUp: true },
}
const handlers = { 'message.send': async () => undefined }
const LEASE_MS = 60_000

export const createEngine = (clock: VirtualClock, settings: Partial<Settings>, store: Store) =>
  createMot({
    store,
    clock,
    settings,
    guards: guards(),
    plugins: [loyalty(), reviews(asks), delivery()],
    handlers,
    delivery: { leaseMs: LEASE_MS },
  })
export type Engine = ReturnType<typeof createEngine>

const ALL = 1_000_000_000
/**
 * Takes back what an engine on this store had taken when its process was killed, so that it is due at the very instant
 * at which the clock stands: by taking it once more, until now. What is not yet due is then looked at for nothing.
 */
export async function takeBack(store: Store, clock: VirtualClock): Promise<void> {
  const [now, leased] = [clock.now(), clock.now() + LEASE_MS].map((at) => new Date(at).toISOString()) as [
    string,
    string,
  ]
  await store.claimWakes(leased, now, ALL)
  await store.claimActions(leased, now, Object.fromEntries(Object.keys(handlers).map((type) => [type, ALL])))
}
