/** The plugin of offers: the rules that were asked for, and what they remember. */
import { type AnyRule, definePlugin } from '@motkit/core'
import { offerInvalid } from '../errors.ts'
import { type AbandonedCartOptions, abandonedCart } from './abandoned-cart.ts'
import { type AdvocateOptions, advocate } from './advocate.ts'
import { type BirthdayOptions, birthday } from './birthday.ts'
import { type HighTicketOptions, highTicketVoucher } from './high-ticket.ts'
import type { Only } from './offer.ts'
import { offered } from './offered.ts'
import { type SecondPurchaseOptions, secondPurchase } from './second-purchase.ts'
import { type WelcomeOptions, welcomeOffer } from './welcome.ts'
import { type WinBackOptions, winBack } from './win-back.ts'

/** One entry for each offer; what is left out is not made. */
export interface OffersOptions {
  readonly welcome?: WelcomeOptions
  readonly abandonedCart?: AbandonedCartOptions
  readonly secondPurchase?: SecondPurchaseOptions
  readonly highTicket?: HighTicketOptions
  readonly birthday?: BirthdayOptions
  readonly winBack?: WinBackOptions
  readonly advocate?: AdvocateOptions
}
type Entry<O, K extends keyof OffersOptions> = K extends keyof O ? Extract<O[K], OffersOptions[K] & {}> : never
/** The rule of each entry. */
interface Rules<O> {
  readonly welcome: ReturnType<typeof welcomeOffer<Entry<O, 'welcome'>>>
  readonly abandonedCart: ReturnType<typeof abandonedCart<Entry<O, 'abandonedCart'>>>
  readonly secondPurchase: ReturnType<typeof secondPurchase<Entry<O, 'secondPurchase'>>>
  readonly highTicket: ReturnType<typeof highTicketVoucher<Entry<O, 'highTicket'>>>
  readonly birthday: ReturnType<typeof birthday<Entry<O, 'birthday'>>>
  readonly winBack: ReturnType<typeof winBack<Entry<O, 'winBack'>>>
  readonly advocate: ReturnType<typeof advocate<Entry<O, 'advocate'>>>
}

/**
 * The offers that are named, each with its own options. The handlers needed are those of what they give.
 * @throws MotError OFFER_INVALID with `details.path`, as `abandonedCart.steps.1.after`
 * @example
 * const plugin = offers({ welcome: { message: 'welcome' }, birthday: { reward: 'birthday-gift' } })
 * createMot({ store, plugins: [plugin], handlers: { 'message.send': send, 'reward.give': give } })
 */
export function offers<O extends OffersOptions>(options: Only<O, OffersOptions>) {
  const made = Object.entries(options).flatMap(([name, entry]): AnyRule[] => {
    const make = makers[name as keyof OffersOptions]
    if (!make) throw offerInvalid(name, `one of ${Object.keys(makers).join(', ')}`)
    return entry === undefined ? [] : [make(entry as never)]
  })
  return definePlugin({
    id: 'offers',
    slices: [offered],
    rules: made as unknown as readonly Rules<O>[keyof Rules<O> & keyof O][],
  })
}
const makers: { readonly [K in keyof OffersOptions]-?: (options: never) => AnyRule } = {
  welcome: welcomeOffer,
  abandonedCart,
  secondPurchase,
  highTicket: highTicketVoucher,
  birthday,
  winBack,
  advocate,
}
