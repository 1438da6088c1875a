/** Coupons as promotions of Medusa: a code for one use by one customer, the same however often the action is tried. */
import { isDeepStrictEqual } from 'node:util'
import type { CreatePromotionDTO, MedusaContainer, PromotionDTO } from '@medusajs/framework/types'
import { Modules } from '@medusajs/framework/utils'
import { createPromotionsWorkflow, updatePromotionsWorkflow } from '@medusajs/medusa/core-flows'
import type { Customer } from '@motkit/core'
import { type Coupon, rewardUnsupported } from '@motkit/loyalty'
import { equals, inUnits, methodOf } from './reward'

/** For what it was given: by which rule, about what, under which name. Kept in the promotion's `metadata.mot`. */
interface About {
  readonly rule: string
  readonly subject: string
  readonly reward: string
}

/** Makes the promotion, where it is not there already. */
export async function giveCoupon(
  container: MedusaContainer,
  coupon: Coupon,
  { code, customer, about }: { readonly code: string; readonly customer: Customer; readonly about: About },
): Promise<void> {
  if (await find(container, code)) return
  const promotion = { ...promotionOf(coupon, customer), code, metadata: { mot: about } }
  const campaign = {
    name: code,
    campaign_identifier: code,
    ...(coupon.endsAt !== undefined && { ends_at: new Date(coupon.endsAt) }),
  }
  try {
    await createPromotionsWorkflow(container).run({ input: { promotionsData: [{ ...promotion, campaign } as never] } })
  } catch (error) {
    // Somebody else made it meanwhile: a code is there once.
    if (!(await find(container, code))) throw error
  }
}

/** Takes the promotion back; one that was used already stays as it is. */
export async function revokeCoupon(container: MedusaContainer, code: string): Promise<void> {
  const found = await find(container, code)
  if (!found || found.status === 'inactive') return
  await updatePromotionsWorkflow(container).run({
    input: { promotionsData: [{ id: found.id, status: 'inactive' }] } as never,
  })
}

/** The code that a customer got for something last: what a message about it says. */
export async function codeGiven(
  container: MedusaContainer,
  customerId: string,
  about: About,
): Promise<string | undefined> {
  const theirs = await container
    .resolve(Modules.PROMOTION)
    .listPromotions(
      { status: ['active'], rules: { attribute: 'customer.id', values: { value: customerId } } } as object,
      { order: { created_at: 'DESC' }, take: 100 },
    )
  return theirs.find(({ metadata }) => isDeepStrictEqual(metadata?.mot, about))?.code
}

async function find(container: MedusaContainer, code: string): Promise<PromotionDTO | undefined> {
  const [found] = await container.resolve(Modules.PROMOTION).listPromotions({ code })
  return found
}

type Rule = NonNullable<CreatePromotionDTO['rules']>[number]

/** @throws MotError REWARD_UNSUPPORTED for a bound coupon of somebody unknown */
function promotionOf({ off, minimum, isBound }: Coupon, customer: Customer) {
  if (isBound && !('id' in customer))
    throw rewardUnsupported('customer', 'a known customer, whom the code can be bound to')
  const least = minimum && [
    equals('currency_code', minimum.currency.toLowerCase()),
    { attribute: 'original_item_total', operator: 'gte', values: [String(inUnits(minimum))] } satisfies Rule,
  ]
  return {
    type: 'standard',
    status: 'active',
    is_automatic: false,
    limit: 1,
    rules: [...(isBound && 'id' in customer ? [equals('customer.id', customer.id)] : []), ...(least ?? [])],
    application_method: methodOf(off),
  }
}
