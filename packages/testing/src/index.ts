// A clock that moves when told to, and playing through what falls due
export { type VirtualClock, virtualClock } from '@motkit/core'
export { type Playable, playUntil } from './play-until.ts'

// Scenarios: customers who do things, and what should follow
export type { Chain, EnvelopeTerms, MomentTerms } from './scenario/chain.ts'
export type { Recorded } from './scenario/failure.ts'
export type { Part } from './scenario/partial.ts'
export { createScenario, type Scenario, type ScenarioOptions } from './scenario/scenario.ts'
export { eur } from './scenario/steps.ts'

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
