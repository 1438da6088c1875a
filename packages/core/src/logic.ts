/** Conditions as data: JSON Logic, compiled once by json-logic-engine. The only file that imports it. */
import { LogicEngine } from 'json-logic-engine'
import { MotError } from './errors.ts'
import type { JsonLogic } from './rule.ts'

let engine: LogicEngine | undefined

/** Compiles a JSON Logic condition into a function of the rule's input. */
export function compileLogic(logic: JsonLogic, where: string): (input: unknown) => boolean {
  engine ??= new LogicEngine()
  try {
    const run = engine.build(logic)
    return (input) => Boolean(run(input))
  } catch (cause) {
    throw new MotError('SETUP_INVALID', `${where} is no JSON Logic that can be compiled`, {
      cause,
      details: { path: where },
    })
  }
}
