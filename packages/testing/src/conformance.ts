// The suites that stores, slices and plugins must pass; they need vitest, and for slices fast-check
export {
  factOf,
  factsOf,
  pluginConformance,
  type SliceConformanceOptions,
  sliceConformance,
} from './conformance/slice.ts'
export { storeConformance } from './conformance/store.ts'
export type { StoreConformanceOptions } from './conformance/suite.ts'
