/** rules.code.*, rules.data.1000: what the engine runs to ask an event's rules, against predicates written by hand. */
import * as z from 'zod'
import { defineAction } from '../packages/core/src/action.ts'
import { defineEvent } from '../packages/core/src/event.ts'
import { createModel } from '../packages/core/src/model.ts'
import { definePlugin } from '../packages/core/src/plugin.ts'
import { askRules, defineRule, type JsonLogic } from '../packages/core/src/rule.ts'
import { defaultSettings } from '../packages/core/src/settings.ts'
import { type Bench, duel } from './harness.ts'
import { type RuleEvent, ruleEvents, ruleSet, SHAPES, type Spec, type Test } from './rule-set.ts'
import { predicateOf, whenOf } from './rules-as-code.ts'

const EVENTS = 2_000
const act = defineAction('thing.do', z.object({ rule: z.string() }))
const data = z.object({
  amount: z.int(),
  quantity: z.int(),
  rating: z.int(),
  days: z.int(),
  channel: z.string(),
  country: z.string(),
})

/** The rule's conditions as JSON Logic, under the names that they have as code. */
function logicOf({ shape, at, is }: Spec): Readonly<Record<string, JsonLogic>> {
  let range = 0
  return Object.fromEntries(
    (SHAPES[shape] as readonly Test[]).map(([field, operator]): [string, JsonLogic] => [
      field,
      { [operator]: [{ var: `event.data.${field}` }, operator === '==' ? is : (at[range++] as number)] },
    ]),
  )
}
/** Asks motkit's rules: answers the ids of those that decided something, event by event. */
export function createAsk(specs: readonly Spec[], as: 'code' | 'data'): (events: readonly RuleEvent[]) => string[] {
  const types = new Map(specs.map(({ type }) => [type, defineEvent(type, data)]))
  const rules = specs.map((spec) =>
    defineRule({
      id: spec.id,
      on: types.get(spec.type) as never,
      may: [act],
      when: (as === 'code' ? whenOf(spec) : logicOf(spec)) as never,
      decide: () => [act({ rule: spec.id })],
    }),
  )
  const model = createModel([definePlugin({ id: 'rules', rules })], [], new Set(), defaultSettings)
  const [journey, now] = [{}, '2026-03-01T00:00:00.000Z']
  return (events) => {
    const fired: string[] = []
    const tell: Parameters<typeof askRules>[2] = (_, made) => {
      for (const one of made) fired.push((one.data as { rule: string }).rule)
    }
    for (const event of events) {
      const own = model.rulesOn.event.get(event.type)
      if (own) askRules(own, { event, journey, now }, tell)
    }
    return fired
  }
}
/** Predicates by type, as a developer would index them. */
function createPredicates(specs: readonly Spec[]): (events: readonly RuleEvent[]) => string[] {
  const byType = new Map<
    string,
    { test: ReturnType<typeof predicateOf>; decide(): readonly { data: { rule: string } }[] }[]
  >()
  for (const spec of specs) {
    const own = { test: predicateOf(spec), decide: () => [{ type: 'thing.do', data: { rule: spec.id } }] }
    const list = byType.get(spec.type)
    if (list) list.push(own)
    else byType.set(spec.type, [own])
  }
  return (events) => {
    const fired: string[] = []
    for (const event of events) {
      const own = byType.get(event.type)
      if (!own) continue
      for (const rule of own) if (rule.test(event.data)) for (const one of rule.decide()) fired.push(one.data.rule)
    }
    return fired
  }
}

const rulesCode = (count: number): Bench => ({
  name: `rules.code.${count}`,
  against: 'indexed predicates by hand',
  goal: 0.6,
  unit: 'events/s',
  run(rounds) {
    const [specs, events] = [ruleSet(count), ruleEvents(EVENTS)]
    const [ask, test] = [createAsk(specs, 'code'), createPredicates(specs)]
    return duel({ size: EVENTS, ours: () => ask(events), theirs: () => test(events) }, rounds)
  },
})
export const rulesCode10 = rulesCode(10)
export const rulesCode100 = rulesCode(100)
export const rulesCode1000 = rulesCode(1_000)

export const rulesData1000: Bench = {
  name: 'rules.data.1000',
  against: 'the same rules in code',
  goal: 0.3,
  unit: 'events/s',
  run(rounds) {
    const [specs, events] = [ruleSet(1_000), ruleEvents(EVENTS)]
    const [asData, asCode] = [createAsk(specs, 'data'), createAsk(specs, 'code')]
    return duel({ size: EVENTS, ours: () => asData(events), theirs: () => asCode(events) }, rounds)
  },
}
