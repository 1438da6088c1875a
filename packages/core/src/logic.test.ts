import * as fc from 'fast-check'
import { LogicEngine } from 'json-logic-engine'
import { expect, it } from 'vitest'
import { compileLogic } from './logic.ts'

const library = new LogicEngine()
const value = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.string(),
  fc.constantFrom('5', '', 'EUR', '05', null, true, false, undefined),
  fc.array(fc.integer(), { maxLength: 2 }),
)
const operator = fc.constantFrom('>', '>=', '<', '<=', '==', '===', '!=', '!==')

/** The library's own answer; for what it cannot compare it throws NaN. */
function answer(logic: Parameters<typeof library.build>[0], input: unknown): boolean {
  try {
    return Boolean(library.build(logic)(input))
  } catch (error) {
    expect(error).toBeNaN()
    return false
  }
}
it('says what the library says, of any value of the field, on either side', () => {
  fc.assert(
    fc.property(operator, value, value, fc.boolean(), (name, field, constant, turned) => {
      if (constant === undefined) return
      const sides = [{ var: 'event.data.amount' }, constant]
      const logic = { [name]: turned ? [...sides].reverse() : sides }
      const input = { event: { data: { amount: field } } }
      expect(compileLogic(logic, 'here')(input)).toBe(answer(logic, input))
    }),
    { numRuns: 3_000 },
  )
})
it('a field that is not there fails the condition, and does not throw', () => {
  expect(compileLogic({ '>': [{ var: 'event.data.deep.amount' }, 1] }, 'here')({ event: { data: {} } })).toBe(false)
  expect(compileLogic({ '>': [{ var: 'moment.data.amount' }, 1] }, 'here')({})).toBe(false)
})
it('conditions nest', () => {
  const logic = {
    and: [{ '>=': [{ var: 'a' }, 2] }, { or: [{ '==': [{ var: 'b' }, 'x'] }, { in: [{ var: 'b' }, ['y', 'z']] }] }],
  }
  const test = compileLogic(logic, 'here')
  expect(
    [
      { a: 2, b: 'x' },
      { a: 1, b: 'x' },
      { a: 3, b: 'z' },
      { a: 3, b: 'q' },
    ].map(test),
  ).toEqual([true, false, true, false])
})
