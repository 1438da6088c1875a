/** The end of a redemption in a cart: spent where something was ordered with its code, else given back. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { type Handler, MotError } from '@motkit/core'
import { revokeCoupon } from '../handlers/coupons'
import type { MotService } from '../modules/mot/service'
import { takeOffCart } from '../workflows/cart-code'
import { openCartsWith, orderWith } from './cart'
import type { settleRedemption } from './plugin'
import { findRedemption, redemptionCode } from './redemption'

/**
 * The shop says what became of the code, whoever asks and however often. The points are free after the code is off, and
 * not before: an order that is placed meanwhile has it, or has not, and is looked for once more.
 * @throws MotError CODE_USED
 */
export async function settle(
  container: MedusaContainer,
  customer: { readonly id: string },
  redemptionId: string,
): Promise<'spent' | 'returned'> {
  const mot = container.resolve<MotService>('mot')
  const code = redemptionCode(mot.options, redemptionId)
  const orderId = (await orderWith(container, code)) ?? (await withdraw(container, code))
  const { loyalty } = mot.engine
  if (!loyalty) return 'returned'
  const reservation = { customer, reservationId: redemptionId }
  const answer = orderId ? await loyalty.commit({ ...reservation, orderId }) : await loyalty.release(reservation)
  if (answer.ok) return orderId ? 'spent' : 'returned'
  if (!OVER.includes(answer.error.code)) throw answer.error
  const known = await findRedemption(mot, customer, redemptionId)
  const isWrong = orderId !== undefined && known?.orderId === undefined
  if (!isWrong) return known?.status === 'spent' ? 'spent' : 'returned'
  throw new MotError('CODE_USED', `order ${orderId} was placed with ${code}, whose points are given back`, {
    details: { orderId, redemptionId },
    retryable: false,
  })
}
const OVER: readonly string[] = ['RESERVATION_ENDED', 'RESERVATION_EXPIRED']

/** Takes the code out of use; answers with an order that was quicker. */
async function withdraw(container: MedusaContainer, code: string): Promise<string | undefined> {
  await revokeCoupon(container, code)
  try {
    for (const cartId of await openCartsWith(container, code)) await takeOffCart(container, { cartId, code })
  } catch (error) {
    const orderId = await orderWith(container, code)
    if (orderId === undefined) throw error
    return orderId
  }
  return orderWith(container, code)
}

/** `redemption.settle`, of a cart that was ordered, or whose time is over. */
export const settleBy =
  (container: MedusaContainer): Handler<typeof settleRedemption> =>
  async ({ customer, data: { redemptionId } }) =>
    'id' in customer ? settle(container, customer, redemptionId) : 'returned'
