/** The engine of a replay: in memory, on a virtual clock, with the plugins and guards of the house; handlers only count. */
import {
  consent,
  createMot,
  memoryStore,
  messageBudget,
  quietHours,
  type Settings,
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

export const createEngine = (clock: VirtualClock, settings: Partial<Settings>) =>
  createMot({
    store: memoryStore(),
    clock,
    settings,
    guards: guards(),
    plugins: [loyalty(), reviews(), delivery()],
    handlers: { 'message.send': async () => undefined },
  })
export type Engine = ReturnType<typeof createEngine>
