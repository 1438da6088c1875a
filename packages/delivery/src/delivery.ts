import { anyParcel, definePlugin, defineRule, instant, moments, orders, sendMessage } from '@motkit/core'

export interface DeliveryOptions {
  /** The host's templates. Defaults: 'order-dispatched', 'order-out-for-delivery'. */
  readonly templates?: { readonly dispatched?: string; readonly outForDelivery?: string }
}
/** While the customer waits: what has arrived, was canceled or lost needs no word on its way. */
const WAITING = ['waiting', 'delayed', 'overdue']

/**
 * Two messages an order: it is on its way, and it comes today. Once each, whoever says so and how often; none after it arrived.
 * @example createMot({ store, plugins: [delivery()], handlers: { 'message.send': send } })
 */
export const delivery = ({ templates = {} }: DeliveryOptions = {}) => {
  const { dispatched = 'order-dispatched', outForDelivery = 'order-out-for-delivery' } = templates
  const tell = defineRule({
    id: 'delivery.tell',
    on: moments.amot,
    reads: [orders],
    may: [sendMessage],
    when: { 'still on its way': ({ moment }) => WAITING.includes(moment.reason) },
    decide({ moment, journey }) {
      const { orderId, promisedAt } = moment.data
      const order = journey.slices.orders.open[moment.subject]
      const data = { orderId, ...(promisedAt && { promisedAt }) }
      const out = order && anyParcel(order, 'out')
      const sent = order && anyParcel(order, 'created')
      return [
        ...(sent
          ? [sendMessage({ template: dispatched, topic: 'delivery', data }, { name: 'dispatched', at: instant(sent) })]
          : []),
        ...(out
          ? [
              sendMessage(
                { template: outForDelivery, topic: 'delivery', data },
                { name: 'out-for-delivery', at: instant(out) },
              ),
            ]
          : []),
      ]
    },
  })
  return definePlugin({ id: 'delivery', rules: [tell] })
}
