/** What can go wrong in a programme or a command of loyalty. The map is a source of docs/errors.md. */
import { MotError } from '@motkit/core'
import type * as z from 'zod'

/** Every code that `@motkit/loyalty` answers or throws, beside those of core. */
export const loyaltyErrors = {
  PROGRAMME_INVALID:
    'The programme cannot be run: `details.path` names the place, `details.expected` what belongs there.',
  POINTS_TOO_FEW: 'The customer has fewer points at hand than were asked for.',
  POINTS_REFUSED:
    'The wallet does not take this number: below its minimum, above its maximum or share of the cart, or no multiple.',
  REWARD_UNKNOWN: 'The catalogue has no reward of this name.',
  REWARD_REFUSED:
    'The reward is not to be had: its limit is reached, the cart is too small, or it is of another wallet.',
  REWARD_UNSUPPORTED:
    'A reward that the shop cannot give: `details.path` and `details.expected` say what it would need, as a plugin of the shop’s system, or a handler of your own for `reward.give`.',
  REDEMPTION_UNKNOWN: 'No redemption of this id is known for the customer.',
  REDEMPTION_EXISTS: 'A redemption of this id was already made.',
  REDEMPTION_ENDED: 'The points of this redemption were already given back.',
  COUPON_INVALID: 'A coupon code needs a secret of 32 bytes, a key and a length: `details.path` names what is wrong.',
  WALLET_UNKNOWN: 'The programme has no wallet of this name, or nothing can be spent from it.',
  RESERVATION_UNKNOWN: 'No reservation of this id is known for the customer.',
  RESERVATION_EXISTS: 'A reservation of this id was already made.',
  RESERVATION_ENDED: 'The reservation was already committed or released.',
  RESERVATION_EXPIRED: 'The time of the reservation is over; its points are free again.',
  CAP_REACHED: 'The wallet has a cap on what is outstanding, and the points given would go beyond it.',
  OFFER_INVALID:
    'The options of an offer cannot be used: `details.path` names the place, `details.expected` what belongs there.',
  ADJUSTMENT_INVALID: 'An adjustment needs points other than zero, a reason, and an end that lies ahead.',
  REFERRAL_CODE_INVALID: 'A referral code is 4 to 40 letters and digits.',
  REFERRAL_CODE_TAKEN: 'The referral code is of another customer, for good.',
  REFERRAL_UNKNOWN: 'No referral of this id is known for the customer, or it was decided long ago.',
  REFERRAL_DECIDED: 'The referral was already approved, rejected or revoked.',
  REFERRAL_UNDECIDED: 'The referral was not approved yet: it can be rejected.',
} as const
export type LoyaltyErrorCode = keyof typeof loyaltyErrors

/** Of what a schema finds wrong, the first: where, and what belongs there. An unknown field is itself the place. */
export function firstWrong({ issues: [issue] }: z.ZodError): { readonly path: string; readonly expected: string } {
  const { path = [], message: expected = 'something else' } = issue ?? {}
  if (issue?.code !== 'unrecognized_keys') return { path: path.join('.'), expected }
  return { path: [...path, issue.keys[0]].join('.'), expected: 'no field of this name' }
}
export const invalid = (path: string, message: string, expected: string): MotError<'PROGRAMME_INVALID'> =>
  new MotError('PROGRAMME_INVALID', `${path || 'programme'}: ${message}`, { details: { path, expected } })
/** The same of the first thing that a schema finds wrong. */
export const invalidBy = (error: z.ZodError): MotError<'PROGRAMME_INVALID'> => {
  const { path, expected } = firstWrong(error)
  return invalid(path, expected, expected)
}
export const offerInvalid = (path: string, expected: string): MotError<'OFFER_INVALID'> =>
  new MotError('OFFER_INVALID', `${path}: ${expected}`, { details: { path, expected } })
/** A command's refusal, in the shape that core answers with. */
export const refused = <C extends LoyaltyErrorCode | 'CUSTOMER_UNKNOWN'>(
  code: C,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
) => ({ ok: false, error: { code, message, details } }) as const
