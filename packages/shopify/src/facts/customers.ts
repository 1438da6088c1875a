/** Customers: who they are, to what they agreed, and which two accounts are one. */
import * as z from 'zod'
import { defined, type Fact, type Teller, tellerOf } from './fact.ts'
import { type Ignore, read } from './reading.ts'
import { country, gid, id, maybe, text, time, words } from './schema.ts'
import type { FactsReader } from './telling.ts'

type Channel = 'email' | 'sms' | 'whatsapp'

const marketing = z.object(
  { state: text, opt_in_level: text, consent_updated_at: maybe(time), updated_at: maybe(time) },
  'a consent',
)
const consents = {
  email_marketing_consent: maybe(marketing),
  sms_marketing_consent: maybe(marketing),
  whats_app_marketing_consent: maybe(marketing),
}
const channels = {
  email_marketing_consent: 'email',
  sms_marketing_consent: 'sms',
  whats_app_marketing_consent: 'whatsapp',
} as const satisfies Record<keyof typeof consents, Channel>

const customer = z.object(
  {
    id,
    updated_at: time,
    email: text,
    tags: words,
    default_address: maybe(z.object({ country_code: maybe(country) }, 'an address')),
    ...consents,
  },
  'a customer',
)
const consentUpdate = z
  .object({ id: maybe(id), customer_id: maybe(id), ...consents }, 'a consent of a customer')
  .transform(({ id, customer_id = id, ...rest }, context) => {
    if (customer_id !== undefined) return { ...rest, customer_id }
    context.addIssue({ code: 'custom', path: ['customer_id'], message: 'an id' })
    return z.NEVER
  })
const merge = z.object(
  {
    admin_graphql_api_customer_kept_id: gid,
    admin_graphql_api_customer_deleted_id: gid,
    status: z.string('a status'),
  },
  'a merge',
)

/** Who the customer is, as the account stands. */
export const readCustomer: FactsReader = (payload, { shop, ignore }) => {
  const now = read(customer, payload, ignore)
  const { id, updated_at, email, tags, default_address } = now
  const tell = tellerOf(shop, { id })
  const said = defined({ email, country: default_address?.country_code, tags })
  return [
    ...(Object.keys(said).length > 0 ? [tell('customer.updated', id, updated_at, said)] : []),
    ...consentFacts(tell, id, now, updated_at, ignore),
  ]
}

export const readConsent: FactsReader = (payload, { shop, at, ignore }) => {
  const { customer_id: id, ...said } = read(consentUpdate, payload, ignore)
  return consentFacts(tellerOf(shop, { id }), id, said, at, ignore)
}

/** Subscribed is consent; whoever left withdrew it. One who was never asked, or did not confirm yet, said neither. */
function consentFacts(
  tell: Teller,
  id: string,
  said: { readonly [K in keyof typeof consents]?: z.output<typeof marketing> | undefined },
  otherwiseAt: string,
  ignore: Ignore,
): Fact[] {
  return Object.entries(channels).flatMap(([field, channel]) => {
    const consent = said[field as keyof typeof channels]
    if (consent === undefined) return []
    const { state, opt_in_level: proof, updated_at, consent_updated_at: at = updated_at ?? otherwiseAt } = consent
    const key = `${id}/${channel}/marketing`
    const data = { channel, purpose: 'marketing' as const, ...defined({ proof }) }
    if (state === 'subscribed') return [tell('consent.given', key, at, data)]
    if (state === 'unsubscribed' || state === 'redacted') return [tell('consent.withdrawn', key, at, data)]
    ignore(`${field}.state`, `${state ?? 'nothing'} is neither yes nor no`)
    return []
  })
}

/** Two accounts became one. One that failed, or is under way, merged nothing. */
export const readMerge: FactsReader = (payload, { shop, at, ignore }) => {
  const said = read(merge, payload, ignore)
  const { admin_graphql_api_customer_kept_id: id, admin_graphql_api_customer_deleted_id: mergedId, status } = said
  if (status === 'completed') return [tellerOf(shop, { id })('customer.merged', `${id}/${mergedId}`, at, { mergedId })]
  ignore('status', `a merge that is ${JSON.stringify(status)} made no two accounts one`)
  return []
}
