/** Sets points aside for a cart, and says what their code is worth. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { later, type Money } from '@motkit/core'
import { type Coupon, type Programme, rewardUnsupported, shopReward } from '@motkit/loyalty'
import type { MotService } from '../modules/mot/service'
import { type RedeemingCart, readRedeemingCart } from './cart'
import { refuse } from './errors'
import { holding } from './plugin'
import { type Redemption, redemptionsOf } from './redemption'

/** What a customer asks for: a reward, or points as they are. */
export interface Asked {
  readonly customer: { readonly id: string }
  readonly cartId: string
  readonly redemptionId: string
  readonly reward?: string | undefined
  readonly points?: number | undefined
  readonly wallet?: string | undefined
}
export interface SetAside {
  readonly points: number
  readonly left: number
  readonly coupon: Coupon
  readonly until: string
  /** False where it was done before, by the same key. */
  readonly isNew: boolean
}

/** @throws MotError of loyalty, or CART_UNKNOWN, CART_COMPLETED, CART_REFUSED, COMMAND_CONFLICT, REDEMPTION_ENDED */
export async function setAside(container: MedusaContainer, asked: Asked): Promise<SetAside> {
  const { engine, parts, options } = container.resolve<MotService>('mot')
  const { loyalty: club } = parts
  if (!engine.loyalty || !club) throw refuse('PART_MISSING', 'programme', 'an option')
  const { customer, cartId, redemptionId, ...wanted } = asked
  const cart = await ownCart(container, asked)
  const now = new Date().toISOString()
  const journey = await engine.journey(customer)
  const all = journey.ok ? redemptionsOf(journey.value, now) : []
  const known = all.find(({ id }) => id === redemptionId)
  if (known) checkSame(known, asked)
  if (cart.isCompleted) throw refuse('CART_COMPLETED', 'cartId', 'a cart that is not ordered')
  if (!known) checkAlone(all, asked)
  const worth = worthOf(club, cart, { ...wanted, points: known?.points ?? asked.points })
  const { minutes, until } = holding(options.coupons?.hold)
  const taken = (points: number, left: number, reservedAt: string): SetAside => {
    const endsAt = until(reservedAt)
    return { points, left, until: endsAt, coupon: { ...worth, isBound: true, endsAt }, isNew: known === undefined }
  }
  if (known && journey.ok) {
    const wallet = club.programme.rewards[asked.reward ?? '']?.wallet ?? asked.wallet
    return taken(known.points, club.balance(journey.value, now, wallet).available, known.at)
  }
  const reservation = { reservationId: redemptionId, cartId, cart: { total: cart.total }, minutes }
  const answer = await engine.loyalty.reserve({ ...wanted, ...reservation, customer })
  if (!answer.ok) throw answer.error
  const { points, left, expiresAt } = answer.value
  return taken(points, left, later(expiresAt, { minutes: -minutes }))
}

/** A cart of somebody else is as little known as one that there is not. */
async function ownCart(container: MedusaContainer, { customer, cartId }: Asked): Promise<RedeemingCart> {
  const cart = await readRedeemingCart(container, cartId)
  if (cart === undefined || cart.customerId !== customer.id)
    throw refuse('CART_UNKNOWN', 'cartId', 'a cart of your own')
  return cart
}

/** The same key again: what it says must be the same, and its points still set aside. */
function checkSame(known: Redemption, { cartId, reward, points }: Asked): void {
  const isSame = known.cartId === cartId && known.reward === reward && (points ?? known.points) === known.points
  if (!isSame) throw refuse('COMMAND_CONFLICT', 'id', 'the same as before, or another id')
  if (known.status !== 'reserved') throw refuse('REDEMPTION_ENDED', 'id', 'another id: its points were given back')
}
/** Points as they are pay a share of a cart: a second time they would pay a share of what is left. */
function checkAlone(all: readonly Redemption[], { cartId, reward }: Asked): void {
  const other = all.find((one) => one.cartId === cartId && one.status === 'reserved' && one.reward === undefined)
  if (reward === undefined && other) throw refuse('CART_REFUSED', 'cartId', `a cart without the redemption ${other.id}`)
}

type Worth = Pick<Coupon, 'kind' | 'off' | 'minimum'>
interface Club {
  readonly programme: Programme
  worth(points: number, currency: string, wallet?: string): Money | undefined
}
function worthOf(club: Club, { total }: RedeemingCart, { reward, points = 0, wallet }: Partial<Asked>): Worth {
  if (reward === undefined) {
    const amount = club.worth(points, total.currency, wallet)
    if (!amount?.amount)
      throw refuse('POINTS_REFUSED', 'points', `points that are worth something in ${total.currency}`)
    return { kind: 'coupon', off: { amount } }
  }
  if (!Object.hasOwn(club.programme.rewards, reward))
    throw refuse('REWARD_UNKNOWN', 'reward', `one of ${Object.keys(club.programme.rewards).join(', ')}`)
  const given = shopReward({ reward }, { now: 0, catalogue: club.programme.rewards })
  if (given.kind !== 'coupon') throw rewardUnsupported('reward', 'a reward that is taken off a cart')
  return given
}
