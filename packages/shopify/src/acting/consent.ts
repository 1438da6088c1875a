/** Consents that were given or withdrawn elsewhere, as in a review request or on the customer's page: told to Shopify. */
import { defineAction, definePlugin, defineRule, events, type NewEventOf } from '@motkit/core'
import * as z from 'zod'
import { readConsents, updateEmailConsent, updateSmsConsent } from './operations/customers.ts'
import { ask, type Calling } from './shop.ts'

const CHANNELS = ['email', 'sms'] as const
type Channel = (typeof CHANNELS)[number]

/** Write down in the shop's system what a customer said, unless what it knows is of later. */
export const recordConsent = defineAction(
  'consent.record',
  z.object({ channel: z.enum(CHANNELS), given: z.boolean(), at: z.string() }),
)
type Consent = ReturnType<typeof recordConsent>['data']

/** What Shopify itself told is not told back. */
const SHOPIFY = 'shopify'
const isChannel = (channel: string): channel is Channel => CHANNELS.includes(channel as Channel)

/**
 * Tells Shopify of each consent to marketing, by e-mail or SMS, that motkit heard of elsewhere.
 * @example createMot({ plugins: [shopifyConsents, …], handlers: shopifyHandlers({ … }) })
 */
export const shopifyConsents = definePlugin({
  id: 'shopify-consents',
  rules: [
    defineRule({
      id: 'shopify-consents',
      on: [events.consentGiven, events.consentWithdrawn],
      may: [recordConsent],
      decide({ event: { id, source, type, time: at, data } }) {
        const { channel, purpose } = data as NewEventOf<typeof events.consentGiven>['data']
        if (source === SHOPIFY || purpose !== 'marketing' || !isChannel(channel)) return []
        return [recordConsent({ channel, given: type === 'consent.given', at }, { name: `${source}/${id}` })]
      },
    }),
  ],
})

/** Who has no such address in Shopify can be subscribed to nothing there: that is no failure. */
export async function writeConsent(
  calling: Calling,
  customer: string,
  { channel, given, at }: Consent,
): Promise<'recorded' | 'skipped'> {
  const { [channel]: known } = await ask(calling, readConsents, { id: customer })
  if (!known || (known.marketingUpdatedAt !== null && known.marketingUpdatedAt >= at)) return 'skipped'
  const consent = {
    marketingState: given ? ('SUBSCRIBED' as const) : ('UNSUBSCRIBED' as const),
    ...(given && { marketingOptInLevel: 'SINGLE_OPT_IN' }),
    consentUpdatedAt: at,
  }
  if (channel === 'email')
    await ask(calling, updateEmailConsent, { input: { customerId: customer, emailMarketingConsent: consent } })
  else await ask(calling, updateSmsConsent, { input: { customerId: customer, smsMarketingConsent: consent } })
  return 'recorded'
}
