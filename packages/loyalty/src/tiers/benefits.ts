/** What a tier brings: a plugin of its own, since it takes actions, and a programme without them needs no handlers. */
import { definePlugin, defineRule, giveReward, instant, later, sendMessage, tagCustomer } from '@motkit/core'
import * as z from 'zod'
import { invalid, invalidBy } from '../errors.ts'
import { count, name } from '../fields.ts'
import type { Programme } from '../programme.ts'
import { tierChanged } from './facts.ts'
import { tierMoment } from './rule.ts'
import { tiers } from './slice.ts'

const text = z.string().min(1)
const schema = z.strictObject({
  /** By tier. */
  levels: z
    .record(
      name,
      z.strictObject({
        /** Given when the tier is entered: the first time, or `each` time. */
        reward: text.optional(),
        each: z.boolean().default(false),
        /** The template of a message when it is entered. */
        message: text.optional(),
        /** On the customer as long as this is the tier in force. */
        tag: text.optional(),
      }),
    )
    .default({}),
  /** The template of a message when a customer drops. */
  dropped: text.optional(),
  /** The template of a message so many days before a customer will drop: at most one a year while in one tier. */
  warning: z.strictObject({ message: text, days: count }).optional(),
})
export type TierBenefits = z.input<typeof schema>

/**
 * Rewards, messages and tags for the tiers of a programme. A drop withdraws what is not done by then.
 * @param club what `loyalty` answered
 * @throws MotError PROGRAMME_INVALID with `details.path`, as `levels.platinum`
 * @example createMot({ plugins: [club, tierBenefits(club, { levels: { gold: { reward: 'champagne' } } })], handlers })
 */
export function tierBenefits({ programme }: { readonly programme: Programme }, options: TierBenefits) {
  const parsed = schema.safeParse(options)
  if (!parsed.success) throw invalidBy(parsed.error)
  const { levels, dropped, warning } = parsed.data
  const known = programme.tiers?.levels.map(({ id }) => id) ?? []
  for (const tier of Object.keys(levels))
    if (!known.includes(tier)) throw invalid(`levels.${tier}`, `there is no tier ${tier}`, `one of ${known.join(', ')}`)
  const isHeld = (tier: string, inForce: string | undefined): boolean =>
    known.indexOf(tier) <= known.indexOf(inForce ?? '')

  const onChange = defineRule({
    id: 'tier-benefits.change',
    on: tierChanged,
    reads: [tiers],
    may: [giveReward, sendMessage, tagCustomer],
    decide({ event, journey }) {
      const { number, from, to, reason, qualifying } = event.data
      const { change, entered } = journey.slices.tiers
      const decisions = []
      const benefits = to === undefined ? undefined : levels[to]
      const data = { qualifying, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
      const [first, last] = (to !== undefined && entered[to]) || []
      const counts = benefits?.each ? last : first
      if (benefits?.reward !== undefined && to !== undefined && number === counts && isHeld(to, change?.tier))
        decisions.push(giveReward({ reward: benefits.reward, data: { tier: to } }, { name: 'reward' }))
      if (change?.number !== number) return decisions // another change came since
      const template = reason === 'dropped' ? dropped : benefits?.message
      if (template !== undefined) decisions.push(sendMessage({ template, topic: 'loyalty', data }, { name: 'message' }))
      const before = from === undefined ? undefined : levels[from]?.tag
      if (benefits?.tag !== undefined) decisions.push(tagCustomer({ tag: benefits.tag }, { name: 'tag' }))
      if (before !== undefined && before !== benefits?.tag)
        decisions.push(tagCustomer({ tag: before, remove: true }, { name: 'untag' }))
      return decisions
    },
  })
  const beforeDrop = defineRule({
    id: 'tier-benefits.warning',
    on: tierMoment(programme),
    reads: [tiers],
    may: [sendMessage],
    decide({ moment, journey }) {
      const { tier, drop } = moment.data
      const { change } = journey.slices.tiers
      if (!warning || !drop || !change) return []
      const at = later(drop.at, { days: -warning.days })
      // One who is just in does not hear at once that it may end.
      if (at <= instant(change.at)) return []
      const name = `${change.number}/${drop.at.slice(0, 4)}`
      return [sendMessage({ template: warning.message, topic: 'loyalty', data: { tier, ...drop } }, { name, at })]
    },
  })
  return definePlugin({ id: 'tier-benefits', rules: [onChange, beforeDrop] })
}
