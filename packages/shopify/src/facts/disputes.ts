/** Disputes: what a customer claims through the bank. */
import * as z from 'zod'
import { buyerOf, defined, type Fact, tellerOf } from './fact.ts'
import { read } from './reading.ts'
import { decimal, id, maybe, moneyOf, text, time } from './schema.ts'
import type { FactsReader } from './telling.ts'

const dispute = z.object(
  {
    id,
    order_id: maybe(id),
    type: text,
    amount: decimal,
    currency: z.string('a currency'),
    reason: text,
    status: z.string('a status'),
    initiated_at: time,
    finalized_on: maybe(time),
  },
  'a dispute',
)

/** By its last status: whether the shop itself gave in, and whether the bank took the money back without a refund. */
const outcomes: Readonly<Record<string, { readonly solved: boolean; readonly takenBack: boolean }>> = {
  charge_refunded: { solved: true, takenBack: false },
  accepted: { solved: true, takenBack: true },
  lost: { solved: false, takenBack: true },
  won: { solved: false, takenBack: false },
}

/** A case from its start on. It is solved where the shop gave in, and not where the bank had to decide, for whomever. */
export const readDispute: FactsReader = (payload, { shop, at, ignore }) => {
  const { id, order_id: orderId, type, amount, currency, reason, ...rest } = read(dispute, payload, ignore)
  if (orderId === undefined) {
    ignore('order_id', 'a dispute about no order is nobody’s')
    return []
  }
  const { status, initiated_at, finalized_on = at } = rest
  const tell = tellerOf(shop, buyerOf(orderId))
  const caseId = `dispute/${id}`
  const kind = type === 'inquiry' ? 'complaint' : 'claim'
  const facts: Fact[] = [
    tell('case.opened', caseId, initiated_at, { caseId, kind, orderId, ...defined({ topic: reason }) }),
  ]
  const outcome = outcomes[status]
  if (outcome === undefined) return facts
  facts.push(tell('case.resolved', caseId, finalized_on, { caseId, solved: outcome.solved }))
  if (outcome.takenBack) {
    const data = { orderId, refundId: caseId, amount: moneyOf(amount, currency, 'amount'), reason: `dispute ${status}` }
    facts.push(tell('order.refunded', caseId, finalized_on, data))
  }
  return facts
}
