/** Law 7: for each decision the trace says who wanted it and what let it through; for each rule that is silent, which condition failed. */
import { type AnyPlugin, definePlugin, defineRule, moments, sendMessage } from '@motkit/core'
import { expect, it } from 'vitest'
import { type Arrival, arrivals } from './facts.ts'
import { openShop, plugins } from './shop.ts'
import { caught, holds } from './verdict.ts'

async function explained({ order, days, batch }: Arrival, list: readonly AnyPlugin[]) {
  const shop = openShop({ plugins: list })
  const changes: string[] = []
  shop.mot.on('decision', ({ state, decision }) => {
    if (state !== 'withdrawn') changes.push(`${decision.rule}/${decision.subject}/${decision.name}`)
  })
  await shop.feed({ order, days, batch })
  const answer = await shop.mot.explain({ id: 'c1' })
  if (!answer.ok) throw answer.error
  const { rules, decisions, actions, moments: standing } = answer.value
  // Every rule that was asked and wants nothing says which condition failed, and what it saw, or why in words of its own.
  for (const rule of rules) {
    const speaks = rule.failed !== undefined || (rule.whyNot?.length ?? 0) > 0
    expect(rule.fired || speaks, `${rule.rule} is silent about ${rule.trigger}`).toBe(true)
    for (const [path, value] of Object.entries(rule.failed?.saw ?? {})) {
      const moment = standing.find(({ type, subject }) => rule.trigger === `moment ${type} ${subject}`)
      const read = path
        .split('.')
        .slice(1)
        .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], moment)
      if (path.startsWith('moment.')) expect(value, path).toEqual(read ?? null)
    }
  }
  // Every decision that was ever announced is there to be explained, with its guard where it was held back.
  const told = new Set(decisions.map(({ rule, subject, name }) => `${rule}/${subject}/${name}`))
  for (const key of changes)
    expect([...told, ...actions.map(({ rule, subject, name }) => `${rule}/${subject}/${name}`)]).toContain(key)
  for (const decision of decisions)
    if (decision.state === 'suppressed' || decision.state === 'held-out') expect(decision.held?.guard).toBeDefined()
  for (const action of actions) expect(action.cause).not.toBe('')
}
const spoken: readonly AnyPlugin[] = [
  plugins[1] as AnyPlugin,
  plugins[2] as AnyPlugin,
  definePlugin({
    id: 'spoken',
    rules: [
      defineRule({
        id: 'big',
        on: moments.smotPurchase,
        may: [sendMessage],
        when: {
          'an order was placed': ({ moment }) => moment.reason === 'order-placed',
          '50 or more': { '>=': [{ var: 'moment.data.total.amount' }, 5_000] },
        },
        decide: () => [sendMessage({ template: 'thanks' })],
      }),
    ],
  }),
]
// The delivery rule decides by what is known of parcels; without one it has nothing to say.
const named = spoken.filter(({ id }) => id !== 'delivery')

it('explained: a rule that is silent names the condition that failed and the value it saw', () =>
  holds(arrivals, (arrival) => explained(arrival, named)))

it('the property catches a rule that hides a condition in what it decides', () =>
  caught(arrivals, (arrival) =>
    explained(arrival, [
      definePlugin({
        id: 'silent',
        rules: [
          defineRule({
            id: 'hides',
            on: moments.amot,
            may: [sendMessage],
            decide: ({ moment }) => (moment.reason === 'late' ? [sendMessage({ template: 'sorry' })] : []),
          }),
        ],
      }),
    ]),
  ))
