/** The rules that every rule engine is given: what they test as data, and the events they are asked about. */
import { type Random, seeded } from './random.ts'

export const FIELDS = ['amount', 'quantity', 'rating', 'days'] as const
export type Field = (typeof FIELDS)[number]
const CHANNELS = ['web', 'email', 'store', 'social'] as const
const COUNTRIES = ['DE', 'FR', 'IT', 'ES', 'SE'] as const
const RANGE = 10_000

export interface Data {
  readonly amount: number
  readonly quantity: number
  readonly rating: number
  readonly days: number
  readonly channel: string
  readonly country: string
}
export interface RuleEvent {
  readonly type: string
  readonly data: Data
}
/** In the order in which they are tested; `at` is the threshold. Each shape has three ranges and one equality. */
export interface Spec {
  readonly id: string
  readonly type: string
  readonly shape: number
  readonly at: readonly [number, number, number]
  readonly is: string
}
export type Test = readonly [field: Field | 'channel' | 'country', operator: '>=' | '<=' | '==']
/** What each shape of rule tests. */
export const SHAPES = [
  [
    ['amount', '>='],
    ['quantity', '<='],
    ['rating', '>='],
    ['channel', '=='],
  ],
  [
    ['channel', '=='],
    ['days', '<='],
    ['amount', '>='],
    ['rating', '<='],
  ],
  [
    ['quantity', '>='],
    ['country', '=='],
    ['days', '>='],
    ['amount', '<='],
  ],
  [
    ['rating', '>='],
    ['amount', '<='],
    ['country', '=='],
    ['quantity', '>='],
  ],
  [
    ['days', '<='],
    ['rating', '<='],
    ['quantity', '<='],
    ['channel', '=='],
  ],
] as const satisfies readonly (readonly [Test, Test, Test, Test])[]

const TYPES = 50
const typeOf = (index: number): string => `thing.happened-${index % TYPES}`

/** Thresholds so that about one in a hundred fires: the shares that pass multiply to 0.01. */
function specOf(index: number, random: Random): Spec {
  const shape = index % SHAPES.length
  const tests: readonly Test[] = SHAPES[shape] as (typeof SHAPES)[0]
  const byChannel = tests.some(([field]) => field === 'channel')
  const equal = byChannel ? CHANNELS : COUNTRIES
  const [first, second] = [random.int(25, 60) / 100, random.int(25, 60) / 100]
  const shares = [first, second, Math.min(1, 0.01 * (equal.length / (first * second)))]
  const ranges = tests.filter(([, operator]) => operator !== '==')
  const at = ranges.map(([, operator], i) =>
    Math.round(RANGE * (operator === '>=' ? 1 - (shares[i] as number) : (shares[i] as number))),
  )
  return { id: `rule-${index}`, type: typeOf(index), shape, at: at as unknown as Spec['at'], is: random.pick(equal) }
}
export function ruleSet(count: number, seed = 3): readonly Spec[] {
  const random = seeded(seed)
  return Array.from({ length: count }, (_, index) => specOf(index, random))
}
export function ruleEvents(count: number, seed = 5): readonly RuleEvent[] {
  const random = seeded(seed)
  const number = () => random.int(0, RANGE)
  return Array.from({ length: count }, () => ({
    type: typeOf(random.int(0, TYPES - 1)),
    data: {
      amount: number(),
      quantity: number(),
      rating: number(),
      days: number(),
      channel: random.pick(CHANNELS),
      country: random.pick(COUNTRIES),
    },
  }))
}
