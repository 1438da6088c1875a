/** Ten weeks of a small shop, as events of another system, so that pictures of the admin have something to show. */
import type { NewEvent } from '@motkit/core'
import type { MotService } from '../../src'

const DAY = 86_400_000
const WEEKS = 10

function* eventsOf(customer: number, now: number): Generator<NewEvent> {
  const begun = now - ((customer * 7) % (WEEKS * 7)) * DAY
  const at = (days: number, type: string, data: object): NewEvent | undefined => {
    const time = begun + days * DAY
    if (time > now) return undefined
    const id = `${type}-${customer}-${days}`
    return { id, source: 'past', type, time: new Date(time).toISOString(), customer: { id: `past-${customer}` }, data }
  }
  const orderId = `past-${customer}`
  const isLate = customer % 5 === 0
  const total = { amount: 1_500 + 100 * customer, currency: 'EUR' }
  const all = [
    at(0, 'visit.started', { sessionId: `s${customer}` }),
    at(0, 'product.viewed', { sessionId: `s${customer}`, productId: 'mug' }),
    customer % 3 > 0 && at(0.1, 'order.placed', { orderId, total }),
    customer % 3 > 0 && at(0.2, 'order.paid', { orderId }),
    customer % 3 > 0 && at(1, 'shipment.created', { orderId, promisedAt: new Date(begun + 3 * DAY).toISOString() }),
    customer % 3 > 0 && at(isLate ? 6 : 3, 'shipment.delivered', { orderId }),
    customer % 4 === 1 && at(9, 'order.placed', { orderId: `${orderId}-2`, total }),
    isLate && at(7, 'case.opened', { caseId: `c${customer}`, kind: 'complaint', orderId }),
    isLate && at(8, 'case.resolved', { caseId: `c${customer}` }),
  ]
  for (const event of all) if (event) yield event
}

export async function playPast(mot: MotService, customers: number): Promise<void> {
  const now = Date.now()
  for (let customer = 0; customer < customers; customer++)
    for (const answer of await mot.engine.ingestMany([...eventsOf(customer, now)])) if (!answer.ok) throw answer.error
  await mot.overview.count()
}
