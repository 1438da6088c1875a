/** The statement: what was earned, spent and changed, out of the facts themselves; and what ended, at an instant. */
import { type Envelope, stamp } from '@motkit/core'
import { type Derived, historyOf, movesOf, orderOf, type Step } from './history.ts'
import { walletOf } from './lot.ts'
import type { Programme } from './programme.ts'

export interface StatementLine {
  readonly at: string
  /** `expired` and `absorbed` are derived at the statement's instant; their sign turns where later facts took them back. */
  readonly what: 'earned' | 'taken-back' | 'moved' | 'redeemed' | 'returned' | 'adjusted' | Derived['what']
  readonly wallet: string
  /** The change; below zero where points go. */
  readonly points: number
  /** What it was about, as `order/1001`. */
  readonly subject?: string
  /** The rules that gave the points, the reward they were spent on, or the reason of an adjustment. */
  readonly why?: string
  /** Who adjusted it. */
  readonly actor?: string
  /** The sum of all lines of this wallet up to here. */
  readonly total: number
}
interface Told {
  readonly grants?: readonly { readonly rule: string; readonly wallet: string }[]
  readonly reason?: string
  readonly actor?: string
  readonly reward?: string
}
function named(type: string, points: number): StatementLine['what'] {
  if (type === 'points.recorded') return points > 0 ? 'earned' : points < 0 ? 'taken-back' : 'moved'
  return type === 'points.redeemed' ? 'redeemed' : type === 'points.returned' ? 'returned' : 'adjusted'
}
type Line = Omit<StatementLine, 'at' | 'total'>
function linesOf(fact: Envelope): readonly Line[] {
  const { grants, reason, actor, reward } = fact.data as Told
  const byWallet = new Map<string, number>()
  for (const { lot, points } of movesOf(fact)) byWallet.set(walletOf(lot), (byWallet.get(walletOf(lot)) ?? 0) + points)
  return [...byWallet].map(([wallet, points]) => {
    const rules = grants?.filter((grant) => grant.wallet === wallet).map(({ rule }) => rule)
    const why = reason ?? reward ?? rules?.join(', ')
    return {
      what: named(fact.type, points),
      wallet,
      points,
      ...(fact.subject !== undefined && { subject: fact.subject }),
      ...(why && { why }),
      ...(actor !== undefined && { actor }),
    }
  })
}

/**
 * The lines of a customer's statement, oldest first: a pure function of the set of facts, and of an instant where one is given.
 * @param events of one customer, as `mot.export` gives them; others than of the ledger are passed over
 * @param at with it, lines say what ended or was borne by `now`: the last total of a wallet is then what its balance has
 *   available, pending and reserved, less what is owed
 */
export function statementOf(
  events: readonly Envelope[],
  at?: { readonly now: string; readonly programme: Programme },
): readonly StatementLine[] {
  const once = [...new Map(events.map((event) => [stamp(event), event])).values()]
  const steps = at ? historyOf(at.programme, once, at.now) : factsOf(once)
  const totals: Record<string, number> = {}
  return steps.flatMap(({ at: time, facts, derived }) =>
    [...facts.flatMap(linesOf), ...derived].map((line) => {
      const total = (totals[line.wallet] ?? 0) + line.points
      totals[line.wallet] = total
      return { at: time, ...line, total }
    }),
  )
}
const factsOf = (events: readonly Envelope[]): readonly Step[] =>
  [...events]
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
    .map((fact) => ({ at: fact.time, facts: [fact], derived: [] }))
