/** Forgets a customer, for good. */
import type { MedusaContainer } from '@medusajs/framework/types'
import type { MotService } from '../modules/mot/service'
import { redemptionsOf } from '../redeeming/redemption'
import { settle } from '../redeeming/settle'

/** Codes in open carts are taken off first: none must be good for points that nobody has any more. */
export async function forget(container: MedusaContainer, customer: { readonly id: string }) {
  const { engine, options } = container.resolve<MotService>('mot')
  if (options.erasureKey !== undefined) await endRedemptions(container, customer)
  return engine.erase(customer)
}

async function endRedemptions(container: MedusaContainer, customer: { readonly id: string }): Promise<void> {
  const { engine, parts } = container.resolve<MotService>('mot')
  const journey = parts.cartRedemptions && (await engine.journey(customer))
  if (!journey?.ok) return
  for (const { id, status, cartId } of redemptionsOf(journey.value, new Date().toISOString()))
    if (status === 'reserved' && cartId !== undefined) await settle(container, customer, id)
}
