/** What comes back. A payload of `returns/*` names lines at most, not products, and no time. */
import * as z from 'zod'
import { buyerOf, tellerOf } from './fact.ts'
import { read } from './reading.ts'
import { id, maybe } from './schema.ts'
import type { FactsReader } from './telling.ts'

const returned = z
  .object({ id, status: z.string('a status'), order_id: maybe(id), order: maybe(z.object({ id })) }, 'a return')
  .transform(({ order, order_id = order?.id, ...rest }, context) => {
    if (order_id !== undefined) return { ...rest, order_id }
    context.addIssue({ code: 'custom', path: ['order_id'], message: 'an id' })
    return z.NEVER
  })

/** One that is asked for or open is requested; one that is closed has arrived. What was asked for stays asked for. */
export const readReturn: FactsReader = (payload, { shop, at, ignore }) => {
  const { id: returnId, order_id: orderId, status } = read(returned, payload, ignore)
  const tell = tellerOf(shop, buyerOf(orderId))
  if (status === 'requested' || status === 'open')
    return [tell('return.requested', returnId, at, { orderId, returnId })]
  if (status === 'closed') return [tell('return.received', returnId, at, { orderId, returnId })]
  ignore('status', `a return that is ${JSON.stringify(status)} leaves what was asked for as it was`)
  return []
}
