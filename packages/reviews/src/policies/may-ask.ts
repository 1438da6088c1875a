/** Whether a customer may be asked by a channel: by consent, as an existing customer, or as long as they do not object. */
import type { Consents } from '@motkit/core'
import type { Channel } from './pack.ts'
import { askingBy, type Policy } from './policy.ts'

/**
 * What makes a customer an existing one (§7(3) UWG, art. 13(2) ePrivacy, regulation 22(3) PECR), for the address of the
 * channel. That every message tells of the right to object is for `mustSay`.
 */
export interface ExistingCustomer {
  /** The shop itself got the address from the customer, with a sale. */
  readonly addressFromSale: boolean
  /** What the message advertises are the shop's own goods or services, similar to those sold. */
  readonly ownSimilarGoods: boolean
  /** Where the address was taken it said, clearly, that its use can be objected to at any time. */
  readonly toldAtSignUp: boolean
}
export interface Asking {
  readonly channel: Channel
  /** The slice `consents` of the journey. */
  readonly consents: Consents
  /** What is known of the sale; what is not known counts as false. */
  readonly customer?: { readonly [F in keyof ExistingCustomer]?: boolean | undefined } | undefined
}
/** Why, which pack decided, and where they may not be asked what would change it: consent always would. */
export type Verdict =
  | { readonly may: true; readonly because: 'consent' | 'existing-customer' | 'not-objected'; readonly pack?: string }
  | {
      readonly may: false
      readonly because: 'objected' | 'no-consent'
      readonly pack?: string
      /** `consent`; and what stands in the way of doing without. */
      readonly missing: readonly ('consent' | keyof ExistingCustomer)[]
    }

const facts = ['addressFromSale', 'ownSimilarGoods', 'toldAtSignUp'] as const

/** The word on reviews counts, else that on marketing; a later no to marketing takes back an earlier yes to reviews. */
function wordOf(consents: Consents, channel: Channel): boolean | undefined {
  const reviews = consents[`${channel}/reviews`]
  const marketing = consents[`${channel}/marketing`]
  if (!reviews?.value) return (reviews ?? marketing)?.value
  return marketing === undefined || marketing.value || marketing.at < reviews.at
}

/**
 * Whether this person may be asked by this channel. It holds as things stand: ask again when they change.
 * @example
 * mayAsk(policyFor(policyPacks, { country: 'DE', destination: 'shop' }), { channel: 'email', consents: {} })
 * // { may: false, because: 'no-consent', pack: 'eu-ucpd', missing: ['consent', 'addressFromSale', … ] }
 */
export function mayAsk(policy: Policy, { channel, consents, customer = {} }: Asking): Verdict {
  const { rule, pack } = askingBy(policy, channel)
  const by = pack && { pack: pack.id }
  const word = wordOf(consents, channel)
  if (word === true) return { may: true, because: 'consent', ...by }
  if (word === false) return { may: false, because: 'objected', ...by, missing: ['consent'] }
  if (rule === 'unless-objected') return { may: true, because: 'not-objected', ...by }
  const unmet = rule === 'existing-customer' ? facts.filter((fact) => customer[fact] !== true) : []
  return rule === 'existing-customer' && unmet.length === 0
    ? { may: true, because: 'existing-customer', ...by }
    : { may: false, because: 'no-consent', ...by, missing: ['consent', ...unmet] }
}
