/**
 * Experiments: which variant somebody is in, by their id alone. The assignment is GrowthBook's, case by case
 * (https://docs.growthbook.io/lib/build-your-own), so that a storefront with its SDK and motkit agree on everybody.
 */
import { bucket, MotError } from '@motkit/core'

export interface Variant<V extends string = string> {
  readonly key: V
  /** Its share of those in the experiment, 0 to 1; the shares of all add up to 1. Default: equal shares. */
  readonly weight?: number
}
export interface Experiment<V extends string = string> {
  readonly key: string
  /** The first is the control. */
  readonly variants: readonly Variant<V>[]
  /** The share of people who take part, 0 to 1. Raising it moves nobody from one variant to another. Default: 1. */
  readonly coverage?: number
  /** What the hash is made with. Default: the key. The same seed puts the same people on the same side of two experiments. */
  readonly seed?: string
  /** Experiments of one namespace with ranges that do not overlap share nobody: `from` included, `to` not, both 0 to 1. */
  readonly namespace?: { readonly name: string; readonly from: number; readonly to: number }
  /** Default: 2. The first is for experiments that began with it. */
  readonly hashVersion?: 1 | 2
}
export interface Assigned<V extends string = string> {
  readonly experiment: string
  readonly variant: V
  /** Its place among the variants, from 0: GrowthBook's variation id. */
  readonly index: number
}

type Range = readonly [from: number, to: number]
const clamp = (share: number): number => Math.min(1, Math.max(0, share))
/** GrowthBook takes weights that add up to 1, give or take this, and shares equally otherwise. */
const near1 = (sum: number): boolean => sum >= 0.99 && sum <= 1.01

/**
 * Where in [0, 1) each variant lies: GrowthBook's `getBucketRange`. A variant starts at its weights' sum whatever the coverage,
 * which is why a higher coverage moves nobody.
 */
export function bucketRanges(count: number, coverage = 1, weights?: readonly number[]): readonly Range[] {
  const fits = weights?.length === count && near1(weights.reduce((sum, weight) => sum + weight, 0))
  const shares = fits ? weights : Array.from({ length: count }, () => 1 / count)
  let from = 0
  return shares.map((share) => {
    const start = from
    from += share
    return [start, start + clamp(coverage) * share]
  })
}
/** The range that a value falls into, or -1: GrowthBook's `chooseVariation`. */
export const chooseVariant = (value: number, ranges: readonly Range[]): number =>
  ranges.findIndex(([from, to]) => value >= from && value < to)
/** GrowthBook's `inNamespace`, of the first version of the hash for all experiments. */
export function inNamespace(unit: string, { name, from, to }: NonNullable<Experiment['namespace']>): boolean {
  const value = bucket(`__${name}`, unit, 1)
  return value >= from && value < to
}

const wrong = (path: string, expected: string): MotError<'EXPERIMENT_INVALID'> =>
  new MotError('EXPERIMENT_INVALID', `${path}: ${expected}`, { details: { path, expected } })
const isShare = (value: number): boolean => value >= 0 && value <= 1

/**
 * Declares an experiment. What GrowthBook would take in silence, as weights that do not add up, is refused.
 * @throws MotError EXPERIMENT_INVALID with `details.path`
 * @example defineExperiment({ key: 'review-delay', variants: [{ key: 'week' }, { key: 'fortnight' }] })
 */
export function defineExperiment<const V extends string>(experiment: Experiment<V>): Experiment<V> {
  const { key, variants, coverage = 1, namespace } = experiment
  if (key === '') throw wrong('key', 'a name')
  if (variants.length < 2) throw wrong('variants', 'two or more')
  if (new Set(variants.map((variant) => variant.key)).size < variants.length)
    throw wrong('variants', 'each with a key of its own')
  const weights = weightsOf(experiment)
  if (weights?.some((weight) => !isShare(weight))) throw wrong('variants', 'a weight from 0 to 1 for each, or for none')
  if (weights && Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) > 1e-6)
    throw wrong('variants', 'weights that add up to 1')
  if (!isShare(coverage)) throw wrong('coverage', 'a share from 0 to 1')
  if (namespace && !(isShare(namespace.from) && isShare(namespace.to) && namespace.from < namespace.to))
    throw wrong('namespace', 'a range within 0 to 1')
  return experiment
}
/** None where no variant has one; one that lacks it is NaN, which `defineExperiment` refuses. */
const weightsOf = ({ variants }: Experiment): readonly number[] | undefined =>
  variants.some(({ weight }) => weight !== undefined) ? variants.map(({ weight = Number.NaN }) => weight) : undefined

/**
 * The variant somebody is in, or nothing where they take no part. Pure: the same unit is in the same variant for ever.
 * @param unit whom or what is assigned: the customer's id, as the storefront's SDK has it
 * @example const delay = assign(reviewDelay, customer.id)?.variant === 'fortnight' ? { days: 14 } : { days: 7 }
 */
export function assign<V extends string>(experiment: Experiment<V>, unit: string): Assigned<V> | undefined {
  const { key, variants, coverage, seed = key, namespace, hashVersion } = experiment
  if (unit === '' || (namespace && !inNamespace(unit, namespace))) return undefined
  const index = chooseVariant(
    bucket(seed, unit, hashVersion),
    bucketRanges(variants.length, coverage, weightsOf(experiment)),
  )
  const variant = variants[index]
  return variant && { experiment: key, variant: variant.key, index }
}
