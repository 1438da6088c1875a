/** Expressions of a mapping: constants, `"$column"`, objects of them, and JSON Logic with a few words of its own. */
import { type Money, toMinor } from '@motkit/core'
import { LogicEngine } from 'json-logic-engine'
import { cliError } from '../errors.ts'
import { createTimeReader } from './time.ts'

export type Row = Readonly<Record<string, unknown>>
export type Expression = (row: Row) => unknown

export interface Conventions {
  readonly zone: string
  readonly currency: string
  readonly times: readonly string[]
}
const absent = (value: unknown): boolean => value === undefined || value === null || value === ''
const unmapped = (message: string, value: unknown) => cliError('ROW_UNMAPPED', message, { received: String(value) })
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

/** Makes the compiler of a mapping's expressions. */
export function createCompiler({ zone, currency, times }: Conventions) {
  const engine = new LogicEngine()
  const readTime = createTimeReader(zone, times)
  const add = (name: string, run: (values: unknown[]) => unknown) =>
    engine.addMethod(name, (values: unknown) => run(list(values)), { deterministic: true })

  add('cat', (values) => values.map((value) => (absent(value) ? '' : String(value))).join(''))
  add('text', ([value]) => (absent(value) ? undefined : String(value)))
  add('lower', ([value]) => (absent(value) ? undefined : String(value).toLowerCase()))
  add('number', ([value]) => {
    if (absent(value)) return undefined
    const number = Number(value)
    if (Number.isNaN(number)) throw unmapped(`${JSON.stringify(value)} is no number`, value)
    return number
  })
  add('time', ([value]) => {
    if (absent(value)) return undefined
    const at = readTime(value)
    if (at === undefined) throw unmapped(`${JSON.stringify(value)} is no time of a known format`, value)
    return at
  })
  add('latest', (values) =>
    values
      .flat()
      .filter((value) => !absent(value))
      .map(String)
      .sort()
      .at(-1),
  )
  add('money', ([value, code]) => {
    if (absent(value)) return undefined
    const unit = absent(code) ? currency : String(code).toUpperCase()
    // Twelve digits are more than any amount has, and fewer than the noise of a sum of floats.
    return {
      amount: toMinor(typeof value === 'number' ? Number(value.toPrecision(12)) : String(value), unit),
      currency: unit,
    }
  })
  add('sum', (values) => {
    const amounts = values.flat().filter((value) => !absent(value)) as Money[]
    const [first] = amounts
    return first && { amount: amounts.reduce((sum, { amount }) => sum + amount, 0), currency: first.currency }
  })

  const known = (name: string): boolean => Object.hasOwn(engine.methods, name)
  /** Writes `"$column"` and objects of several keys out as JSON Logic. */
  function spell(value: unknown, path: string): unknown {
    if (typeof value === 'string')
      return value.startsWith('$$') ? value.slice(1) : value.startsWith('$') ? { var: value.slice(1) } : value
    if (Array.isArray(value)) return value.map((one, i) => spell(one, `${path}.${i}`))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    const [[name, inner] = ['', undefined]] = entries
    const fields = (of: object) =>
      Object.fromEntries(Object.entries(of).map(([key, one]) => [key, spell(one, `${path}.${key}`)]))
    if (entries.length !== 1) return { eachKey: fields(value) }
    if (name === 'eachKey') return { eachKey: fields(inner as object) }
    if (!known(name))
      throw cliError('MAPPING_INVALID', `no operator is called ${JSON.stringify(name)}`, { path: `${path}.${name}` })
    return name === 'var' ? value : { [name]: spell(inner, `${path}.${name}`) }
  }

  /** @param path of the expression in the mapping, for the error */
  function compile(value: unknown, path: string): Expression {
    const logic = spell(value, path)
    if (typeof logic !== 'object' || logic === null) return () => logic
    return engine.build(logic) as Expression
  }
  /** An object of expressions, each compiled by itself; anything else is one expression. */
  function compileFields(value: unknown, path: string): Expression {
    const isFields =
      typeof value === 'object' && value !== null && !Array.isArray(value) && !known(Object.keys(value).join())
    if (!isFields) return compile(value, path)
    const fields = Object.entries(value).map(([key, one]) => [key, compile(one, `${path}.${key}`)] as const)
    return (row) => {
      const data: Record<string, unknown> = {}
      for (const [key, read] of fields) {
        const one = tidy(named(read, row, key))
        if (one !== undefined) data[key] = one
      }
      return data
    }
  }
  return { compile, compileFields }
}
export type Compiler = ReturnType<typeof createCompiler>

/** Says which field a mistake is in. */
export function named(read: Expression, row: Row, path: string): unknown {
  try {
    return read(row)
  } catch (error) {
    throw cliError('ROW_UNMAPPED', `${path}: ${(error as Error).message ?? String(error)}`, { path })
  }
}

/** Leaves out what is empty: an empty cell says nothing. */
function tidy(value: unknown): unknown {
  if (absent(value)) return undefined
  if (Array.isArray(value)) {
    const some = value.map(tidy).filter((one) => one !== undefined)
    return some.length === 0 ? undefined : some
  }
  if (typeof value !== 'object') return value
  const entries = Object.entries(value as object).map(([key, one]) => [key, tidy(one)] as const)
  const kept = entries.filter(([, one]) => one !== undefined)
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}
