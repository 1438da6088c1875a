/** Runs the workflow, and answers as the engine does. */
import { randomUUID } from 'node:crypto'
import type { MedusaContainer } from '@medusajs/framework/types'
import { acquireLockStepId } from '@medusajs/medusa/core-flows'
import { err, MotError, type MotErrorDetails, ok, type Result } from '@motkit/core'
import { redeemToCartWorkflow } from '../workflows/redeem-to-cart'
import type { Asked } from './set-aside'

export interface RedeemedToCart {
  readonly id: string
  readonly points: number
  readonly left: number
  readonly cartId: string
  readonly code: string
  /** The code is off the cart then, and the points are back, unless it was ordered. */
  readonly until: string
}

export async function redeemToCart(container: MedusaContainer, asked: Asked): Promise<Result<RedeemedToCart>> {
  const input = { ...asked, owner: randomUUID() }
  const { result, errors } = await redeemToCartWorkflow(container).run({ input, throwOnError: false })
  if (errors.length === 0) return ok({ id: asked.redemptionId, cartId: asked.cartId, ...result })
  const [{ action, error }] = errors as unknown as [Failure]
  if (action === acquireLockStepId) return err(busy())
  if (error.name !== 'MotError') throw error
  return err(new MotError(error.code ?? '', error.message, error))
}
/** What a step threw, as the workflow engine hands it on: its properties, and no longer its class. */
interface Failure {
  readonly action: string
  readonly error: Error & { readonly code?: string; readonly details?: MotErrorDetails; readonly retryAfter?: number }
}
const busy = () =>
  new MotError('CART_BUSY', 'the cart is being changed, or ordered', {
    details: { path: 'cartId' },
    retryable: true,
    retryAfter: 1,
  })
