/** Which reviews answer a request, and what they earn of what was promised. */
import { instant } from '@motkit/core'
import { bestOf, type Incentive, incentiveKinds } from '../policies/incentive.ts'
import type { Requests, SentRequest, Written } from './memory.ts'
import type { Asking, Obstacle } from './whether.ts'

/** Reviews of an order as a whole; where its products are not known, of any of them. */
function ofOrder({ written }: Requests, orderId: string, about: 'products' | 'service'): readonly Written[] {
  const whole = written[`order/${orderId}`]
  const others = Object.values(written).filter((one) => one !== whole && one.orderId === orderId)
  return [...(whole ? [whole] : []), ...(about === 'products' ? others : [])]
}

/** The review for which an order is not asked about as a whole: of the order, or of the shop since it was placed. */
export function answerTo(requests: Requests, { orderId, order, ask }: Asking): Obstacle | undefined {
  const { shop } = requests.written
  const ofShop = ask.about === 'service' && shop && order.placed && shop.at >= order.placed ? [shop] : []
  const [review] = [...ofOrder(requests, orderId, ask.about), ...ofShop]
  return review && { status: 'skipped', reason: 'reviewed', since: instant(review.at) }
}

export interface Earned {
  readonly incentive: Incentive
  readonly review: Written
  readonly productId?: string
}
const rankOf = ({ incentive }: Earned): number => incentiveKinds.indexOf(incentive.for)
/**
 * The reward that an order's reviews have earned of all that was promised with its requests: one, for a video before a
 * photo before a text, and of equal ones for the first. A review that was there before a request was due earns none of it.
 */
export function rewardOf(requests: Requests, sent: readonly SentRequest[]): Earned | undefined {
  const { written } = requests
  const earned = sent.flatMap(({ due, request: { orderId, products, incentives = [] } }) => {
    const reviews = products
      ? products.flatMap((productId) =>
          written[`product/${productId}`] ? [{ productId, review: written[`product/${productId}`] as Written }] : [],
        )
      : ofOrder(requests, orderId, 'products').map((review) => ({ review }))
    return reviews.flatMap((one): Earned[] => {
      const { at, gives = [] } = one.review
      const incentive = instant(at) >= due ? bestOf(incentives, gives) : undefined
      return incentive ? [{ ...one, incentive }] : []
    })
  })
  return earned.toSorted((a, b) => rankOf(b) - rankOf(a) || (a.review.at < b.review.at ? -1 : 1))[0]
}
