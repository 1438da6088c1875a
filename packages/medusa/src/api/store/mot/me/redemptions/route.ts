/** Spends points, on a reward of the catalogue or as they are: once for each idempotency key, whose first answer stays. */
import { err, MotError, type Result } from '@motkit/core'
import type { MotService } from '../../../../../modules/mot/service'
import { redeemToCart } from '../../../../../redeeming/redeem'
import {
  isGivenByCode,
  type Redemption,
  redemptionCode,
  redemptionIdOf,
  redemptionsOf,
} from '../../../../../redeeming/redemption'
import { partMissing } from '../../../../errors'
import { idempotencyKey, type RedemptionBody } from '../../../../schemas'
import { type CustomerCall, journeyOf, map, serveCustomer } from '../../../../serve'

export const GET = serveCustomer(async (call) => {
  if (!call.mot.parts.loyalty) return err(partMissing('programme'))
  return map(await journeyOf(call), (journey) => ({
    redemptions: redemptionsOf(journey, call.now).map((one) => ({ ...one, ...codeOf(call.mot, one) })),
  }))
})

export const POST = serveCustomer<RedemptionBody, unknown>(async (call) => {
  const { mot, customer, body, req } = call
  if (!mot.engine.loyalty) return err(partMissing('programme'))
  const { id: _, cartId, ...asked } = body
  if (cartId !== undefined && !mot.options.coupons) return err(partMissing('coupons'))
  const key = keyOf(call)
  if (!key.ok) return key
  // Asked first: a refusal is kept under the key, too.
  const heard = await journeyOf(call)
  if (!heard.ok) return heard
  const redemptionId = redemptionIdOf(customer.id, key.value)
  if (cartId !== undefined) {
    const redeemed = await redeemToCart(req.scope, { ...asked, customer, cartId, redemptionId })
    return map(redeemed, (redemption) => ({ redemption }))
  }
  const commandId = `store/${customer.id}/${key.value}`
  const answer = await mot.engine.loyalty.redeem({ ...asked, customer, redemptionId, commandId })
  return map(answer as Result<Redeemed>, ({ points, left }) => ({
    redemption: { id: redemptionId, points, left, ...codeOf(mot, { ...asked, id: redemptionId }) },
  }))
}, 201)
interface Redeemed {
  readonly points: number
  readonly left: number
}

/** The code by which it is given; a handler of the shop's own may give it otherwise. */
function codeOf({ options, parts }: MotService, { id, reward, cartId }: Pick<Redemption, 'id' | 'reward' | 'cartId'>) {
  const { kind } = parts.loyalty?.programme.rewards[reward ?? ''] ?? {}
  const isOurs = options.coupons && options.handlers?.['reward.give'] === undefined
  return isOurs && (cartId !== undefined || isGivenByCode(kind)) ? { code: redemptionCode(options, id) } : {}
}

function keyOf({ req, body }: CustomerCall<RedemptionBody>): Result<string> {
  const key = idempotencyKey.safeParse(req.get('Idempotency-Key') ?? body.id)
  if (key.success) return { ok: true, value: key.data }
  const expected = 'the header Idempotency-Key, or an id: 1 to 100 visible characters of ASCII'
  return err(new MotError('INPUT_INVALID', `id: ${expected}`, { details: { path: 'id', expected } }))
}
