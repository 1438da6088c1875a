/** Conditions as data: JSON Logic, compiled once by json-logic-engine. The only file that imports it. */
import { LogicEngine } from 'json-logic-engine'
import { MotError } from './errors.ts'
import type { JsonLogic } from './rule.ts'

let engine: LogicEngine | undefined
type Test = (input: unknown) => boolean

/** Compiles a JSON Logic condition into a function of the rule's input. */
export function compileLogic(logic: JsonLogic, where: string): Test {
  engine ??= new LogicEngine()
  try {
    const run = engine.build(logic)
    return compare(logic, (input) => {
      try {
        return Boolean(run(input))
      } catch (error) {
        // The library throws NaN for what cannot be compared, as a word with a number: that does not hold, and fails no event.
        if (Number.isNaN(error)) return false
        throw error
      }
    })
  } catch (cause) {
    throw new MotError('SETUP_INVALID', `${where} is no JSON Logic that can be compiled`, {
      cause,
      details: { path: where },
    })
  }
}

const PATH = /^([a-z]\w*)\.([a-z]\w*)(?:\.([a-z]\w*))?$/i
type Fields = { readonly [field: string]: Fields } | undefined
/**
 * A field of the trigger against a number or a text: what most conditions are. Two numbers, or two texts that are to be
 * equal, are compared right here, three times as fast; whatever else is found goes to the library.
 */
function compare(logic: JsonLogic, run: Test): Test {
  const [[operator, operands] = ['', undefined], ...more] = Object.entries(logic)
  const [field, value, ...rest] = Array.isArray(operands) ? (operands as unknown[]) : []
  const path = (field as { var?: unknown } | undefined)?.var
  const [, a, b, c] = (typeof path === 'string' && PATH.exec(path)) || []
  if (a === undefined || b === undefined || more.length > 0 || rest.length > 0) return run
  const read = (input: unknown): unknown => {
    const found = (input as Fields)?.[a]?.[b]
    return c === undefined ? found : found?.[c]
  }
  if (typeof value === 'string' && (operator === '==' || operator === '===')) {
    return (input) => {
      const found = read(input)
      return typeof found === 'string' ? found === value : run(input)
    }
  }
  if (typeof value !== 'number') return run
  const numeric = (test: (found: number) => boolean): Test => {
    return (input) => {
      const found = read(input)
      return typeof found === 'number' ? test(found) : run(input)
    }
  }
  if (operator === '>=') return numeric((found) => found >= value)
  if (operator === '<=') return numeric((found) => found <= value)
  if (operator === '>') return numeric((found) => found > value)
  if (operator === '<') return numeric((found) => found < value)
  return operator === '==' || operator === '===' ? numeric((found) => found === value) : run
}
