/** What a customer may be sent: their consents by e-mail and by SMS, as all versions of the schema say them. */

import type { Resolvers } from '../graphql/execute.ts'
import type { Customer } from './customers.ts'
import type { Shop } from './shop.ts'
import { refusing } from './user-errors.ts'

export type MarketingState = 'NOT_SUBSCRIBED' | 'PENDING' | 'SUBSCRIBED' | 'UNSUBSCRIBED'
export interface Consent {
  readonly state: MarketingState
  readonly optInLevel: string | null
  readonly updatedAt: string | null
}
export interface Consents {
  email: Consent
  sms: Consent
}
export const consentOf = (state: MarketingState = 'NOT_SUBSCRIBED'): Consent => ({
  state,
  optInLevel: null,
  updatedAt: null,
})

/** The fields of a customer that tell of their addresses and consents. */
export const consentFields = (customer: () => Customer) => ({
  defaultEmailAddress() {
    const { email, consents } = customer()
    if (email === null) return null
    return {
      emailAddress: email,
      validFormat: true,
      openTrackingLevel: 'UNKNOWN',
      ...stateOf(consents.email),
      marketingUpdatedAt: consents.email.updatedAt,
    }
  },
  emailMarketingConsent() {
    const { email, consents } = customer()
    return email === null ? null : { ...stateOf(consents.email), consentUpdatedAt: consents.email.updatedAt }
  },
  defaultPhoneNumber() {
    const { phone, consents } = customer()
    if (phone === null) return null
    return {
      phoneNumber: phone,
      ...stateOf(consents.sms),
      marketingUpdatedAt: consents.sms.updatedAt,
      marketingCollectedFrom: null,
      smsMarketingConsent: { ...consents.sms, collectedFrom: null, sourceLocation: null },
    }
  },
  smsMarketingConsent() {
    const { phone, consents } = customer()
    if (phone === null) return null
    const { state, optInLevel, updatedAt } = consents.sms
    return {
      ...stateOf({ state, optInLevel: optInLevel ?? 'UNKNOWN', updatedAt }),
      consentUpdatedAt: updatedAt,
      consentCollectedFrom: null,
    }
  },
})
const stateOf = ({ state, optInLevel }: Consent) => ({
  marketingState: state,
  marketingOptInLevel: optInLevel,
  sourceLocation: null,
})

interface ConsentInput {
  readonly marketingState: MarketingState
  readonly marketingOptInLevel?: string
  readonly consentUpdatedAt?: string
}
interface Update {
  readonly input: { readonly customerId: string } & Readonly<Record<string, unknown>>
}
/** Others are Shopify's own. */
const settable: readonly string[] = ['SUBSCRIBED', 'UNSUBSCRIBED', 'PENDING']

export const consentResolvers = (shop: Shop) =>
  ({
    customerEmailMarketingConsentUpdate: updating(shop, 'email'),
    customerSmsMarketingConsentUpdate: updating(shop, 'sms'),
  }) satisfies Resolvers

const updating =
  (shop: Shop, channel: keyof Consents) =>
  ({ input }: Update): unknown => {
    const customer = shop.find<Customer>('Customer', input.customerId)
    const refuse = (code: string, message: string, ...field: string[]) =>
      refusing('customer')(code, message, 'input', ...field)
    if (!customer) return refuse('INVALID', 'Customer not found', 'customerId')
    const place = `${channel}MarketingConsent`
    const [address, name] =
      channel === 'email' ? [customer.email, 'an email address'] : [customer.phone, 'a phone number']
    if (address === null) return refuse('INVALID', `The customer must have ${name}`, place)
    const { marketingState, marketingOptInLevel, consentUpdatedAt } = input[place] as ConsentInput
    if (!settable.includes(marketingState)) {
      return refuse('INCLUSION', `Cannot specify ${marketingState}`, place, 'marketingState')
    }
    if (consentUpdatedAt && Date.parse(consentUpdatedAt) > Date.parse(shop.now())) {
      return refuse('INVALID', 'Consent updated at must be in the past', place, 'consentUpdatedAt')
    }
    customer.consents[channel] = {
      state: marketingState,
      optInLevel: marketingOptInLevel ?? 'SINGLE_OPT_IN',
      updatedAt: consentUpdatedAt ?? shop.now(),
    }
    customer.updatedAt = shop.now()
    return { customer, userErrors: [] }
  }
