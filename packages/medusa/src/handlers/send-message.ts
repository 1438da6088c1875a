/** `message.send` by Medusa's Notification module: once under the action's key, however often it is tried. */

import type { CustomerDTO, Logger, MedusaContainer } from '@medusajs/framework/types'
import { ContainerRegistrationKeys, Modules } from '@medusajs/framework/utils'
import type { Customer, Handler, sendMessage } from '@motkit/core'
import { codeGiven } from './coupons'

type Channel = NonNullable<Parameters<typeof sendMessage>[0]['channel']>
type Message = Parameters<Handler<typeof sendMessage>>[0]

/** A channel without a provider, or a customer without an address on it, is no failure: nothing goes out. */
type Outcome = 'sent' | 'skipped'

/** Where a customer is reached by a channel; push services know devices by the customer's id. */
const addressOf = ({ id, email, phone }: CustomerDTO, channel: Channel): string | null | undefined =>
  ({ email, sms: phone, whatsapp: phone, push: id })[channel]

/** @param templates what a template of motkit is called at the provider */
export const sendMessageBy =
  (container: MedusaContainer, templates: Readonly<Record<string, string>> = {}): Handler<typeof sendMessage> =>
  async (action, { idempotencyKey }): Promise<Outcome> => {
    const logger = container.resolve<Logger>(ContainerRegistrationKeys.LOGGER)
    const { template, channel = 'email', data = {} } = action.data
    const customer = await find(container, action.customer)
    const to = customer && addressOf(customer, channel)
    if (!to) {
      logger.warn(`mot: no address for ${channel} of the customer of ${action.subject}: ${template} was skipped`)
      return 'skipped'
    }
    const notifications = container.resolve(Modules.NOTIFICATION)
    try {
      await notifications.createNotifications({
        to,
        channel,
        template: templates[template] ?? template,
        data: { ...data, ...(await codeOf(container, customer, action)) },
        trigger_type: `mot.${action.rule}`,
        receiver_id: customer.id,
        idempotency_key: idempotencyKey,
        ...resourceOf(action),
      })
      return 'sent'
    } catch (error) {
      // The module tells a missing provider from a failing one in words only; on the record it has none.
      const [failed] = await notifications.listNotifications({ idempotency_key: idempotencyKey } as object)
      if (!failed || failed.provider_id) throw error
      logger.warn(`mot: no notification provider for the channel ${channel}: ${template} was skipped`)
      return 'skipped'
    }
  }

/** Guests are customers to Medusa, too; whoever has only looked around is not. */
async function find(container: MedusaContainer, customer: Customer): Promise<CustomerDTO | undefined> {
  if (!('id' in customer)) return undefined
  const [found] = await container.resolve(Modules.CUSTOMER).listCustomers({ id: customer.id })
  return found
}

/** The code of the reward that a message speaks of, where it is a coupon of the same rule about the same thing. */
async function codeOf(container: MedusaContainer, { id }: CustomerDTO, { rule, subject, data }: Message) {
  const reward = data.data?.reward
  if (typeof reward !== 'string') return {}
  const code = await codeGiven(container, id, { rule, subject, reward })
  return code === undefined ? {} : { code }
}

/** What the message is about: of `order/order_01H…`, the order. */
function resourceOf({ subject }: Message): { resource_type?: string; resource_id?: string } {
  const [type, ...id] = subject.split('/')
  return id.length > 0 ? { resource_type: type, resource_id: id.join('/') } : {}
}
