/** An order: what its buyer went through with it, and what was decided about it. */
import { coreErrors, customerOf, err, MotError, ok } from '@motkit/core'
import { knowingOrder, serveAdmin } from '../../../../serve'
import { aboutOrder, shownOf } from '../../../shown'
import type { OrderAnswer } from '../../answers'

const unknown = new MotError('ORDER_UNKNOWN', coreErrors.ORDER_UNKNOWN, { details: { path: 'id' } })

export const GET = serveAdmin(async (call) => {
  const { mot, id } = call
  const buyer = await knowingOrder(call, id, async () => {
    const key = await mot.store.buyerOf('default', `order/${id}`)
    return key === undefined ? err(unknown) : ok(customerOf(key))
  })
  if (!buyer.ok) return buyer
  const customer = buyer.value
  const explained = await mot.engine.explain(customer)
  if (!explained.ok) return explained
  const reviews = await mot.engine.reviews?.upcoming({ order: id })
  if (reviews && !reviews.ok) return reviews
  return ok<OrderAnswer>({
    customerId: 'id' in customer ? customer.id : customer.anonymousId,
    ...aboutOrder(shownOf(explained.value), id),
    ...(reviews && { reviews: reviews.value }),
  })
}, 'ORDER_UNKNOWN')
