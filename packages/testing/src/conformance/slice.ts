/** The suite that any slice must pass: its fold takes the same facts in any order to the same state. */
import { type AnyPlugin, type AnySlice, type Envelope, type EventDef, stamp } from '@motkit/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

/** Few, so that some facts fall together; some within half an hour, some days apart. */
const instants = ['01T08:00', '01T08:10', '01T08:35', '01T09:00', '03T12:00', '28T23:59'].map(
  (time) => `2026-03-${time}:00.000Z`,
)

/**
 * An arbitrary event of a type, with data from an arbitrary. Instants are few, so that some facts fall together.
 * @example factOf(events.orderPlaced, fc.record({ orderId: fc.constantFrom('1', '2'), total: fc.constant(eur(10)) }))
 */
export function factOf<N extends string, D>(definition: EventDef<N, D>, data: fc.Arbitrary<D>): fc.Arbitrary<Envelope> {
  return fc.record({ time: fc.constantFrom(...instants), data }).map(({ time, data: raw }) => {
    const checked = definition.schema['~standard'].validate(raw)
    if (checked instanceof Promise || checked.issues)
      throw new Error(
        `${definition.type} refuses ${JSON.stringify(raw)}: ${!(checked instanceof Promise) && checked.issues?.[0]?.message}`,
      )
    const subject = definition.subject?.(checked.value)
    const related = definition.related?.(checked.value)?.filter((one) => one !== undefined) ?? []
    return {
      id: '',
      source: 'shop',
      type: definition.type,
      time,
      tenant: 'default',
      customer: { id: 'c1' },
      data: checked.value,
      ...(subject !== undefined && { subject }),
      ...(related.length > 0 && { related }),
    }
  })
}
/** A set of facts, each with an id of its own. */
export const factsOf = (...facts: readonly fc.Arbitrary<Envelope>[]): fc.Arbitrary<readonly Envelope[]> =>
  fc
    .array(fc.oneof(...facts), { maxLength: 12 })
    .map((list) => list.map((fact, i) => ({ ...fact, id: `e${String(i).padStart(2, '0')}` })))

/** Folds as the engine does: over the whole state, or over the entry of each subject of the slice's kinds. */
function fold(slice: AnySlice, facts: readonly Envelope[]): unknown {
  let state: unknown = freeze(slice.initial)
  for (const event of facts) {
    const step = slice.fold[event.type]
    if (!step) continue
    if (!slice.keyed) {
      state = freeze(step(state, event, event.subject ?? 'customer'))
      continue
    }
    for (const subject of [event.subject, ...(event.related ?? [])]) {
      if (subject === undefined || !slice.keyed.per.includes(subject.slice(0, subject.indexOf('/')))) continue
      const { open, closed } = state as { open: Record<string, unknown>; closed: unknown }
      const entry = step(open[subject] ?? slice.keyed.initial, event, subject)
      state = freeze({ open: { ...open, [subject]: entry }, closed })
    }
  }
  return state
}
/** So that a fold that changes what it is given throws. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const inner of Object.values(value)) freeze(inner)
  return Object.freeze(value)
}
const inOrder = (facts: readonly Envelope[]) => [...facts].sort((a, b) => (stamp(a) < stamp(b) ? -1 : 1))

export interface SliceConformanceOptions {
  /** How many sets of facts are tried. Default: 300. */
  readonly runs?: number
}
/** Throws, with the smallest set of facts that shows it, where the order matters or a fold changes what it is given. */
export function checkFold(
  slice: AnySlice,
  facts: fc.Arbitrary<readonly Envelope[]>,
  { runs = 300 }: SliceConformanceOptions = {},
): void {
  const shuffled = facts.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length })),
  )
  fc.assert(
    fc.property(shuffled, ([list, other]) => {
      expect(fold(slice, other)).toEqual(fold(slice, inOrder(list)))
    }),
    { numRuns: runs },
  )
}

/**
 * Declares the tests that any slice must pass: whatever the order, the same facts give the same state; the fold changes
 * nothing it is given; the state survives JSON; what a closed entry leaves behind are finite sums.
 * @param facts sets of facts, as `factsOf` makes them, of every type that the slice folds
 * @example sliceConformance(card, factsOf(factOf(stamped, fc.record({ stamps: fc.integer() }))))
 */
export function sliceConformance(
  slice: AnySlice,
  facts: fc.Arbitrary<readonly Envelope[]>,
  { runs = 300 }: SliceConformanceOptions = {},
): void {
  describe(`slice ${slice.name}`, () => {
    test('the facts given are of every type that it folds', () => {
      const types = new Set(
        fc
          .sample(facts, { numRuns: 500, seed: 1 })
          .flat()
          .map(({ type }) => type),
      )
      expect(Object.keys(slice.fold).filter((type) => !types.has(type))).toEqual([])
    })
    test('the order of arrival does not matter', () => checkFold(slice, facts, { runs }))
    test('its state is JSON', () => {
      fc.assert(
        fc.property(facts, (list) => {
          const state = fold(slice, list)
          expect(JSON.parse(JSON.stringify(state))).toEqual(state)
        }),
        { numRuns: runs },
      )
    })
    if (slice.keyed)
      test('what an entry leaves behind are finite sums', () => {
        fc.assert(
          fc.property(facts, (list) => {
            const { open } = fold(slice, list) as { open: Record<string, unknown> }
            for (const entry of Object.values(open))
              for (const sum of Object.values(slice.keyed?.share(entry as never) ?? {}))
                expect(sum).toSatisfy(Number.isFinite)
          }),
          { numRuns: runs },
        )
      })
  })
}

/**
 * `sliceConformance` of every slice that a plugin brings, over the same facts.
 * @example pluginConformance(stamps, factsOf(…))
 */
export function pluginConformance(
  plugin: AnyPlugin,
  facts: fc.Arbitrary<readonly Envelope[]>,
  options: SliceConformanceOptions = {},
): void {
  describe(`plugin ${plugin.id}`, () => {
    for (const slice of plugin.slices ?? []) sliceConformance(slice, facts, options)
  })
}
