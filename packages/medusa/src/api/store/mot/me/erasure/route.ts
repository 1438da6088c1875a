/** Forgets the customer, at once and for good; what Medusa itself keeps of them is not touched (GDPR, article 17). */
import { redemptionsOf } from '../../../../../redeeming/redemption'
import { settle } from '../../../../../redeeming/settle'
import { type CustomerCall, map, serveCustomer } from '../../../../serve'

export const POST = serveCustomer(async (call) => {
  const { mot, customer, now } = call
  const kept = await mot.engine.export(customer)
  if (mot.options.erasureKey !== undefined) await endRedemptions(call)
  const removed = kept.ok ? { events: kept.value.events.length, actions: kept.value.actions.length } : none
  return map(await mot.engine.erase(customer), ({ erased }) => ({ erased, at: now, removed }))
})
const none = { events: 0, actions: 0 }

/** A code must not be good for points that nobody has any more. */
async function endRedemptions({ mot, customer, req, now }: CustomerCall): Promise<void> {
  const journey = mot.parts.cartRedemptions && (await mot.engine.journey(customer))
  if (!journey?.ok) return
  for (const { id, status, cartId } of redemptionsOf(journey.value, now))
    if (status === 'reserved' && cartId !== undefined) await settle(req.scope, customer, id)
}
