// A clock that moves when told to, and playing through what falls due
export { type VirtualClock, virtualClock } from '@motkit/core'
export { type Playable, playUntil } from './play-until.ts'

// A store that does not exist
export {
  type ByLateness,
  defaultRates,
  type SimulationOptions,
  type SimulationRates,
  type Stars,
} from './simulation/rates.ts'
export { simulateStore } from './simulation/store.ts'
export type { SimulatedEvent } from './simulation/world.ts'
