/** What comes back, and what is complained about. */
import type { Claim, Order, OrderChange, Return } from './entities'
import type { Fact, Teller } from './fact'
import { piecesOf } from './products'

/** A return, also that of an exchange or a claim. While it is drawn up it is none; what was requested stays so when it is canceled. */
export const returnFacts = (teller: Teller, { id: orderId, items }: Order, returns: readonly Return[]): Fact[] =>
  returns.flatMap(({ id: returnId, requested_at, received_at, items: pieces }) => {
    const facts: Fact[] = []
    const reason = pieces
      .map(({ note }) => note?.trim())
      .filter(Boolean)
      .join('; ')
    if (requested_at !== undefined) {
      const products = piecesOf(
        pieces.map(({ item_id, quantity }) => ({ lineId: item_id, quantity })),
        items,
      )
      const data = { orderId, returnId, ...(reason && { reason }), products }
      facts.push(teller.reword('return.requested', returnId, requested_at, data))
    }
    if (received_at !== undefined) {
      const arrived = pieces.map(({ item_id, received_quantity = 0n }) => ({
        lineId: item_id,
        quantity: received_quantity,
      }))
      facts.push(
        teller.reword('return.received', returnId, received_at, {
          orderId,
          returnId,
          products: piecesOf(arrived, items),
        }),
      )
    }
    return facts
  })

/**
 * A claim is a case from its confirmation on. Medusa does not say when it is settled: it is when its money was given back, by
 * the first refund since, or when what it sends anew has arrived; unsolved where it was canceled.
 */
export const claimFacts = (
  teller: Teller,
  order: Order,
  claims: readonly Claim[],
  changes: readonly OrderChange[],
): Fact[] =>
  claims.flatMap((claim) => {
    const opened = changes.find(({ claim_id, status }) => claim_id === claim.id && status === 'confirmed')?.confirmed_at
    if (opened === undefined) return []
    const topic = [...new Set(claim.claim_items.flatMap(({ reason }) => reason ?? []))].sort().join(', ')
    const data = { caseId: claim.id, kind: 'claim' as const, orderId: order.id, ...(topic && { topic }) }
    const facts = [teller.reword('case.opened', claim.id, opened, data)]
    const settled = claim.canceled_at ?? settledAt(order, claim, opened)
    if (settled !== undefined)
      facts.push(
        teller.reword('case.resolved', claim.id, settled, {
          caseId: claim.id,
          solved: claim.canceled_at === undefined,
        }),
      )
    return facts
  })

function settledAt(order: Order, claim: Claim, opened: string): string | undefined {
  if (claim.type !== 'replace') {
    const refunds = order.payment_collections.flatMap(({ payments }) => payments.flatMap((payment) => payment.refunds))
    return refunds
      .map(({ created_at }) => created_at)
      .filter((at) => at >= opened)
      .sort()[0]
  }
  const lines = [...claim.claim_items, ...claim.additional_items].flatMap(
    ({ item_id, is_additional_item }) => (is_additional_item && item_id) || [],
  )
  const arrivals = lines.map((line) =>
    order.fulfillments
      .filter(({ canceled_at, items }) => !canceled_at && items.some(({ line_item_id }) => line_item_id === line))
      .map(({ delivered_at }) => delivered_at)
      .reduce<string | undefined>((last, at) => (at && (!last || at > last) ? at : last), undefined),
  )
  return arrivals.length > 0 && arrivals.every((at) => at !== undefined) ? arrivals.sort().at(-1) : undefined
}
