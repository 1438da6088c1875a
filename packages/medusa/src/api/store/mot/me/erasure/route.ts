/** Forgets the customer, at once and for good; what Medusa itself keeps of them is not touched (GDPR, article 17). */
import { forget } from '../../../../../erasing/forget'
import { map, serveCustomer } from '../../../../serve'

export const POST = serveCustomer(async ({ mot, customer, req, now }) => {
  const kept = await mot.engine.export(customer)
  const removed = kept.ok ? { events: kept.value.events.length, actions: kept.value.actions.length } : none
  return map(await forget(req.scope, customer), ({ erased }) => ({ erased, at: now, removed }))
})
const none = { events: 0, actions: 0 }
