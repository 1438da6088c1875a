/** Who is deleted in Medusa is forgotten: so the shop's people need to do it in one place only. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { ContainerRegistrationKeys } from '@medusajs/framework/utils'
import { customerOf } from '@motkit/core'
import type { MotService } from '../modules/mot/service'
import { forget } from './forget'

/**
 * Forgets a customer whom Medusa has no longer, and guests all of whose orders had become theirs. One who is back again, as
 * after a deletion that failed half-way, is not forgotten.
 * @throws MotError of the engine
 */
export async function forgetDeleted(container: MedusaContainer, id: string): Promise<void> {
  const { options } = container.resolve<MotService>('mot')
  if (options.erasureKey === undefined || options.eraseDeleted === false) return
  if ((await idsOf(container, 'customer', { id })).length > 0) return
  for (const one of [...(await guestsBefore(container, id)), id]) {
    const erased = await forget(container, { id: one })
    if (!erased.ok) throw erased.error
  }
}

/** Who placed orders that were transferred to a customer, and has none left. */
async function guestsBefore(container: MedusaContainer, id: string): Promise<readonly string[]> {
  const { store } = container.resolve<MotService>('mot')
  const buyers = new Set<string>()
  for (const orderId of await idsOf(container, 'order', { customer_id: id })) {
    const key = await store.buyerOf('default', `order/${orderId}`)
    const buyer = key === undefined ? undefined : customerOf(key)
    if (buyer && 'id' in buyer && buyer.id !== id) buyers.add(buyer.id)
  }
  const guests: string[] = []
  for (const guest of buyers)
    if ((await idsOf(container, 'order', { customer_id: guest })).length === 0) guests.push(guest)
  return guests
}

async function idsOf(container: MedusaContainer, entity: string, filters: object): Promise<readonly string[]> {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({ entity, fields: ['id'], filters })
  return (data as { id: string }[]).map(({ id }) => id)
}
