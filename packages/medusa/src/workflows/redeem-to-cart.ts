/** Points spent in a cart: set aside, made a code, and the code put into the cart; all of it, or nothing. */
import { PromotionActions } from '@medusajs/framework/utils'
import {
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  type WorkflowData,
  WorkflowResponse,
} from '@medusajs/framework/workflows-sdk'
import { acquireLockStep, releaseLockStep } from '@medusajs/medusa/core-flows'
import type { Coupon } from '@motkit/loyalty'
import { giveCoupon, revokeCoupon } from '../handlers/coupons'
import type { MotService } from '../modules/mot/service'
import { readRedeemingCart } from '../redeeming/cart'
import { refuse } from '../redeeming/errors'
import { redemptionCode } from '../redeeming/redemption'
import { type Asked, setAside } from '../redeeming/set-aside'
import { type CartCode, changeCode, LOCK } from './cart-code'

/** Takes the points, unless the same key took them before. */
export const setPointsAsideStep = createStep(
  'mot-set-points-aside',
  async (asked: Asked, { container }) => {
    const { options } = container.resolve<MotService>('mot')
    const taken = await setAside(container, asked)
    const code = redemptionCode(options, asked.redemptionId)
    return new StepResponse({ ...taken, code }, taken.isNew ? asked : undefined)
  },
  async (asked, { container }) => {
    if (!asked) return
    const { engine } = container.resolve<MotService>('mot')
    const answer = await engine.loyalty?.release({ customer: asked.customer, reservationId: asked.redemptionId })
    if (answer?.ok === false) throw answer.error
  },
)

interface Made {
  readonly code: string
  readonly coupon: Coupon
  readonly asked: Asked
  readonly isNew: boolean
}
/** Makes the promotion, where it is not there already. */
export const makeCodeStep = createStep(
  'mot-make-code',
  async ({ code, coupon, asked, isNew }: Made, { container }) => {
    const { customer, cartId, reward = 'points' } = asked
    const about = { rule: 'mot-redeem-to-cart', subject: `cart/${cartId}`, reward }
    await giveCoupon(container, coupon, { code, customer, about })
    return new StepResponse(code, isNew ? code : undefined)
  },
  async (code, { container }) => {
    if (code) await revokeCoupon(container, code)
  },
)

/** Medusa leaves a code that takes nothing off out of the cart, without a word. */
export const checkCodeStep = createStep('mot-check-code', async ({ cartId, code }: CartCode, { container }) => {
  const cart = await readRedeemingCart(container, cartId)
  if (!cart?.codes.has(code)) throw refuse('CART_REFUSED', 'cartId', 'a cart that there is something to take off')
  return new StepResponse(undefined)
})

/** @param owner of the cart's lock: another one for each run, or it keeps nobody out */
export const redeemToCartWorkflow = createWorkflow(
  'mot-redeem-to-cart',
  (input: WorkflowData<Asked & { readonly owner: string }>) => {
    acquireLockStep({ key: input.cartId, ownerId: input.owner, ...LOCK })
    const taken = setPointsAsideStep(transform({ input }, ({ input: { owner: _, ...asked } }) => asked))
    makeCodeStep(transform({ input, taken }, ({ input: asked, taken: made }) => ({ ...made, asked })))
    const change = transform({ input, taken }, ({ input: { cartId }, taken: { code } }) => ({ cartId, code }))
    changeCode(change, PromotionActions.ADD)
    checkCodeStep(change)
    releaseLockStep({ key: input.cartId, ownerId: input.owner })
    return new WorkflowResponse(
      transform({ taken }, ({ taken: { points, left, code, until } }) => ({ points, left, code, until })),
    )
  },
)
