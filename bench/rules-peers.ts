/** rules.json-rules-engine, rules.zen-engine: 1,000 rules asked by motkit, against engines that take rules as data. */
import { ZenEngine } from '@gorules/zen-engine'
import { Engine } from 'json-rules-engine'
import { type Bench, duel } from './harness.ts'
import { type RuleEvent, ruleEvents, ruleSet, SHAPES, type Spec, type Test } from './rule-set.ts'
import { createAsk } from './rules.ts'

const RULES = 1_000
/** Events of which a few hundred rules' worth fire, and a pass over which a slow peer ends within seconds. */
const EVENTS = 40

const operators = { '>=': 'greaterThanInclusive', '<=': 'lessThanInclusive', '==': 'equal' } as const

/** A rule's tests with their thresholds, in its order. */
function testsOf({ shape, at, is }: Spec): readonly (readonly [...Test, number | string])[] {
  let range = 0
  return (SHAPES[shape] as readonly Test[]).map(
    ([field, operator]) => [field, operator, operator === '==' ? is : (at[range++] as number)] as const,
  )
}

function createJsonRules(specs: readonly Spec[]): (events: readonly RuleEvent[]) => Promise<string[]> {
  const engine = new Engine()
  for (const spec of specs) {
    engine.addRule({
      conditions: {
        all: [
          { fact: 'type', operator: 'equal', value: spec.type },
          ...testsOf(spec).map(([fact, operator, value]) => ({ fact, operator: operators[operator], value })),
        ],
      },
      event: { type: 'thing.do', params: { rule: spec.id } },
    })
  }
  return async (events) => {
    const fired: string[] = []
    for (const { type, data } of events) {
      const result = await engine.run({ type, ...data })
      for (const event of result.events) fired.push(String(event.params?.rule))
    }
    return fired
  }
}

const COLUMNS = ['type', 'amount', 'quantity', 'rating', 'days', 'channel', 'country'] as const

/** A decision table of one row a rule, all of whose hits are collected. */
function createZen(specs: readonly Spec[]): (events: readonly RuleEvent[]) => Promise<string[]> {
  const rules = specs.map((spec) => ({
    _id: spec.id,
    ...Object.fromEntries(COLUMNS.map((column) => [column, ''])),
    type: JSON.stringify(spec.type),
    ...Object.fromEntries(
      testsOf(spec).map(([field, operator, value]) => [
        field,
        operator === '==' ? JSON.stringify(value) : `${operator} ${value}`,
      ]),
    ),
    rule: JSON.stringify(spec.id),
  }))
  const table = {
    hitPolicy: 'collect',
    inputs: COLUMNS.map((field) => ({ id: field, name: field, field })),
    outputs: [{ id: 'rule', name: 'rule', field: 'rule' }],
    rules,
  }
  const decision = new ZenEngine().createDecision({
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode', position: { x: 0, y: 0 } },
      { id: 'table', name: 'table', type: 'decisionTableNode', position: { x: 0, y: 0 }, content: table },
      { id: 'out', name: 'out', type: 'outputNode', position: { x: 0, y: 0 } },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' },
      { id: 'b', sourceId: 'table', targetId: 'out', type: 'edge' },
    ],
  })
  return async (events) => {
    const fired: string[] = []
    for (const { type, data } of events) {
      const { result } = await decision.evaluate({ type, ...data })
      for (const { rule } of result as readonly { rule: string }[]) fired.push(rule)
    }
    return fired
  }
}

const against = (
  name: string,
  peer: string,
  goal: number | null,
  create: (specs: readonly Spec[]) => (events: readonly RuleEvent[]) => Promise<string[]>,
): Bench => ({
  name,
  against: peer,
  goal,
  unit: 'events/s',
  run(rounds) {
    const [specs, events] = [ruleSet(RULES), ruleEvents(EVENTS)]
    const [ask, run] = [createAsk(specs, 'code'), create(specs)]
    return duel<string[]>(
      { size: EVENTS, ours: () => ask(events), theirs: () => run(events), proof: (fired) => [...fired].sort() },
      rounds,
    )
  },
})
export const rulesJsonRulesEngine = against('rules.json-rules-engine', 'json-rules-engine', 5_000, createJsonRules)
export const rulesZenEngine = against('rules.zen-engine', 'zen-engine', null, createZen)
