/** The statement: what was earned, spent and changed, out of the facts themselves. */
import { type Envelope, stamp } from '@motkit/core'
import { walletOf } from './lot.ts'

export interface StatementLine {
  readonly at: string
  readonly what: 'earned' | 'taken-back' | 'moved' | 'redeemed' | 'returned' | 'adjusted'
  readonly wallet: string
  /** The change; below zero where points go. */
  readonly points: number
  /** What it was about, as `order/1001`. */
  readonly subject?: string
  /** The rules that gave the points, or the reason of an adjustment. */
  readonly why?: string
  /** The sum of all lines of this wallet up to here, whatever waits or has ended. */
  readonly total: number
}
interface Moved {
  readonly points: number
  readonly lots?: readonly { readonly lot: string; readonly points: number }[]
  readonly movements?: readonly { readonly lot: string; readonly points: number }[]
  readonly grants?: readonly { readonly rule: string; readonly wallet: string }[]
  readonly reason?: string
}
const signs: Readonly<Record<string, 1 | -1>> = {
  'points.recorded': 1,
  'points.redeemed': -1,
  'points.returned': 1,
  'points.adjusted': 1,
}
function named(type: string, points: number): StatementLine['what'] {
  if (type === 'points.recorded') return points > 0 ? 'earned' : points < 0 ? 'taken-back' : 'moved'
  return type === 'points.redeemed' ? 'redeemed' : type === 'points.returned' ? 'returned' : 'adjusted'
}

/**
 * The lines of a customer's statement, oldest first: a pure function of the set of facts.
 * @param events of one customer, as `mot.export` gives them; others than of the ledger are passed over
 */
export function statementOf(events: readonly Envelope[]): readonly StatementLine[] {
  const totals: Record<string, number> = {}
  const lines: StatementLine[] = []
  const once = new Map(events.map((event) => [`${event.source}#${event.id}`, event]))
  const ledger = [...once.values()].filter(({ type }) => signs[type] !== undefined)
  for (const event of ledger.sort((a, b) => (stamp(a) < stamp(b) ? -1 : 1))) {
    const data = event.data as Moved
    const byWallet = new Map<string, number>()
    for (const { lot, points } of data.movements ?? data.lots ?? [])
      byWallet.set(walletOf(lot), (byWallet.get(walletOf(lot)) ?? 0) + points * (signs[event.type] ?? 1))
    for (const [wallet, points] of byWallet) {
      const total = (totals[wallet] ?? 0) + points
      totals[wallet] = total
      const rules = data.grants?.filter((grant) => grant.wallet === wallet).map(({ rule }) => rule)
      const why = data.reason ?? rules?.join(', ')
      lines.push({
        at: event.time,
        what: named(event.type, points),
        wallet,
        points,
        ...(event.subject !== undefined && { subject: event.subject }),
        ...(why && { why }),
        total,
      })
    }
  }
  return lines
}
