/** A code in a cart: put in, or taken off, while nobody else changes or completes the cart. */
import { randomUUID } from 'node:crypto'
import type { MedusaContainer } from '@medusajs/framework/types'
import { PromotionActions } from '@medusajs/framework/utils'
import { createWorkflow, transform, type WorkflowData, WorkflowResponse } from '@medusajs/framework/workflows-sdk'
import { acquireLockStep, releaseLockStep, updateCartPromotionsWorkflow } from '@medusajs/medusa/core-flows'

/** Seconds: so long a cart is waited for, and so long it is locked at most. */
export const LOCK = { timeout: 10, ttl: 60, retryInterval: 0.1 } as const

export interface CartCode {
  readonly cartId: string
  readonly code: string
}

/** To be run as a step, by whoever has the cart's lock. */
export function changeCode(input: WorkflowData<CartCode>, action: PromotionActions) {
  const change = transform({ input, action }, ({ input: { cartId, code }, action }) => ({
    cart_id: cartId,
    promo_codes: [code],
    action,
    force_refresh_payment_collection: true,
  }))
  return updateCartPromotionsWorkflow.runAsStep({ input: change })
}

/** Medusa's own lock of the cart; its workflow takes none where it is a step of another. An owner keeps others out. */
export const takeOffCartWorkflow = createWorkflow(
  'mot-take-off-cart',
  (input: WorkflowData<CartCode & { readonly owner: string }>) => {
    acquireLockStep({ key: input.cartId, ownerId: input.owner, ...LOCK })
    changeCode(input, PromotionActions.REMOVE)
    releaseLockStep({ key: input.cartId, ownerId: input.owner })
    return new WorkflowResponse(undefined)
  },
)
export const takeOffCart = async (container: MedusaContainer, change: CartCode): Promise<void> => {
  await takeOffCartWorkflow(container).run({ input: { ...change, owner: randomUUID() } })
}
