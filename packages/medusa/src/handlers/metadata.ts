/** `customer.describe` and `order.describe`: the key `mot` of their metadata in Medusa, and no other. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { ContainerRegistrationKeys } from '@medusajs/framework/utils'
import type { Handler } from '@motkit/core'
import type { describeCustomer, describeOrder } from '@motkit/loyalty'
import type { MotService } from '../modules/mot/service'
import { inTurn } from './lock'

export const describeCustomerIn =
  (container: MedusaContainer): Handler<typeof describeCustomer> =>
  async ({ customer }) => {
    if ('id' in customer) await describe(container, customer)
  }

/** Writes down what a customer has now. */
export async function describe(container: MedusaContainer, customer: { readonly id: string }): Promise<void> {
  // One after the other, so that nobody writes what was read before somebody else's writing.
  await inTurn(container, `metadata/${customer.id}`, async () => {
    const { engine, parts } = container.resolve<MotService>('mot')
    const at = new Date().toISOString()
    const journey = await engine.journey(customer)
    if (!journey.ok) throw journey.error
    if (!parts.loyalty) return
    const { available: points, pending } = parts.loyalty.balance(journey.value, at)
    const { tier } = parts.loyalty.tier(journey.value, at) ?? {}
    await write(container, 'customer', customer.id, { points, pending, tier, at })
  })
}

export const describeOrderIn =
  (container: MedusaContainer): Handler<typeof describeOrder> =>
  ({ data: { orderId, points, at } }) =>
    write(container, 'order', orderId, { points, at })

/**
 * By one statement, since Medusa's services read the whole of the metadata and write it back: what somebody else wrote
 * between the two would be lost. It is no change of the entity, so that neither the bus nor the sweep hears of it.
 */
async function write(
  container: MedusaContainer,
  entity: 'customer' | 'order',
  id: string,
  mot: { readonly at: string; readonly [name: string]: unknown },
): Promise<void> {
  await container.resolve(ContainerRegistrationKeys.PG_CONNECTION).raw(
    `update "${entity}" set metadata = coalesce(metadata, '{}') || jsonb_build_object('mot', cast(? as jsonb))
    where id = ? and coalesce(metadata -> 'mot' ->> 'at', '') <= ?`,
    [JSON.stringify(mot), id, mot.at],
  )
}
