/** The engine of a shop: the parts that its options ask for, on its store. */
import {
  createMot,
  type giveReward,
  type HandlerLimits,
  type Handlers,
  type Mot,
  type Store,
  type sendMessage,
  type tagCustomer,
} from '@motkit/core'
import { delivery } from '@motkit/delivery'
import {
  type describeCustomer,
  type describeOrder,
  descriptions,
  loyalty,
  type OffersOptions,
  offers,
  referrals,
  relayEvents,
  type revokeReward,
  tierBenefits,
} from '@motkit/loyalty'
import { type ReviewsOptions, reviews } from '@motkit/reviews'
import { type MotPluginOptions, within } from './options'
import { cartRedemptions, type settleRedemption } from './redeeming/plugin'
import { quietOrders } from './rules/quiet-orders'

/** What the plugin does for the actions that motkit's packages take. */
export type ShopHandlers = Handlers<
  | typeof sendMessage
  | typeof giveReward
  | typeof revokeReward
  | typeof tagCustomer
  | typeof settleRedemption
  | typeof describeCustomer
  | typeof describeOrder
>

/** Where nothing is carried out: for a history that is only played through. */
export const noHandlers: ShopHandlers = {
  'message.send': 'none',
  'reward.give': 'none',
  'reward.revoke': 'none',
  'customer.tag': 'none',
  'redemption.settle': 'none',
  'customer.describe': 'none',
  'order.describe': 'none',
}

/** The plugins of motkit's own packages that run, each where its options are given. */
export interface Parts {
  readonly loyalty?: ReturnType<typeof loyalty>
  readonly reviews?: ReturnType<typeof reviews<ReviewsOptions>>
  readonly delivery?: ReturnType<typeof delivery>
  readonly offers?: ReturnType<typeof offers<OffersOptions>>
  readonly referrals?: ReturnType<typeof referrals>
  /** Points that are set aside for a cart: where there is a programme, and codes can be made. */
  readonly cartRedemptions?: ReturnType<typeof cartRedemptions>
}
const partsOf = (options: MotPluginOptions): Parts => ({
  ...(options.programme && { loyalty: within(['programme'], () => loyalty(options.programme)) }),
  ...(options.reviews && { reviews: within(['reviews'], () => reviews(options.reviews)) }),
  ...(options.delivery && { delivery: within(['delivery'], () => delivery(options.delivery)) }),
  ...(options.offers && { offers: within(['offers'], () => offers(options.offers ?? {})) }),
  ...(options.referrals && { referrals: friendsOf(options.referrals) }),
  ...(options.programme && options.coupons && { cartRedemptions: cartRedemptions(options.coupons.hold) }),
})
const friendsOf = ({ link: _, ...terms }: NonNullable<MotPluginOptions['referrals']>) =>
  within(['referrals'], () => referrals(terms))
/** What goes with a programme, and takes actions of its own. */
const besides = (club: Parts['loyalty'], { tierBenefits: benefits, metadata: isKept }: MotPluginOptions) => [
  ...(club && benefits ? [within(['tierBenefits'], () => tierBenefits(club, benefits))] : []),
  ...(isKept ? [descriptions] : []),
]
type Part<K extends keyof Parts> = NonNullable<Parts[K]>
type Full = Mot<readonly [Part<'loyalty'>, Part<'reviews'>, Part<'delivery'>, Part<'referrals'>]>
type Optional = 'loyalty' | 'reviews' | 'referrals'
/** The engine; commands and queries of a part are there where the part is. */
export type MotEngine = Omit<Full, Optional> & Partial<Pick<Full, Optional>>

/**
 * Makes the engine from checked options.
 * @throws MotError with `details.path`, as `plugins['@motkit/medusa'].options.reviews.hour`
 */
export function createEngine(
  options: MotPluginOptions,
  {
    store,
    handlers,
    limits = {},
  }: {
    readonly store: Store
    readonly handlers: ShopHandlers
    readonly limits?: Readonly<Record<string, HandlerLimits>>
  },
): { readonly engine: MotEngine; readonly parts: Parts } {
  const { plugins = [], settings, guards = [], erasureKey } = options
  const parts = partsOf(options)
  const all = [...Object.values(parts), ...besides(parts.loyalty, options), ...plugins]
  const engine: MotEngine = within([], () => {
    const made = createMot({
      store,
      plugins: all,
      guards: [quietOrders, ...guards],
      delivery: { limits },
      handlers: {
        ...handlers,
        'referral.relay': (action, context) => relayEvents(engine, action as Relayed, context),
        // Somebody has to look, and only the shop knows who.
        'referral.review': 'none',
        'referral.take-back': 'none',
        ...options.handlers,
      },
      ...(settings && { settings }),
      ...(erasureKey && { erasureKey }),
    })
    return made as unknown as MotEngine
  })
  return { engine, parts }
}
type Relayed = Parameters<typeof relayEvents>[1]
