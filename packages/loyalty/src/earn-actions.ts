/** The rule that writes points for actions: once for each subject, taken back by what undoes it. */
import { type AnyEvent, defineRule } from '@motkit/core'
import { limitsOf } from './earn-limits.ts'
import { pointsRecorded } from './facts.ts'
import { lotFor } from './lot.ts'
import { actionKey, hasEntry, points } from './points.ts'
import { type Programme, plain } from './programme.ts'
import { wallets } from './wallets.ts'

/** Points for what customers do: by each rule once for each subject, or once for all where the event has none. */
export const earnOnActions = (programme: Programme, on: readonly AnyEvent[]) =>
  defineRule({
    id: 'loyalty.act',
    on,
    reads: [points, wallets],
    may: [pointsRecorded],
    decide({ event, journey: { slices }, refused }) {
      const { subject, time, type } = event
      const entry = hasEntry(subject) ? slices.points.open[subject] : undefined
      const known = hasEntry(subject) ? entry?.actions : slices.wallets.actions
      return programme.actionRules.flatMap((rule) => {
        const { id, wallet, from = time, until = '~', unless } = rule
        const before = known?.[actionKey(id, subject)]
        if (rule.event !== type || (!before && (time < from || time >= until))) return []
        const isUndone = unless !== undefined && entry?.marks?.[unless] !== undefined
        const limits = limitsOf(programme, [rule], { at: time, own: {}, ledger: slices, refused })
        const worth = isUndone ? 0 : (before?.worth ?? Math.min(rule.points, limits.caps[id] ?? rule.points))
        const denied = before || isUndone ? [] : limits.deniedOf(() => [{ rule: id }])
        const change = worth - (before?.recorded ?? 0)
        if (change === 0 && denied.length === 0) return []
        const lot = before?.lot ?? lotFor(wallet, programme.wallets[wallet] ?? plain, time, programme.timeZone)
        const movements = change === 0 ? [] : [{ lot, points: change }]
        const taken = limits.takenFor([{ rule: id, points: change }])
        return [
          pointsRecorded(
            {
              ...(subject !== undefined && { about: subject }),
              points: change,
              worth,
              movements,
              grants: [{ rule: id, wallet, base: 1, points: worth }],
              terms: { version: programme.version, lots: { [wallet]: lot } },
              ...(taken.length > 0 && { taken }),
              ...(denied.length > 0 && { denied: [...denied] }),
            },
            { claims: limits.claimsFor(taken, movements) },
          ),
        ]
      })
    },
  })
