/** What the present state of a customer implies, guests included: they have a row of their own. */
import * as z from 'zod'
import { customer, membership } from './entities'
import { defined, type Fact, later, tellerOf } from './fact'
import { list, maybe, read, time } from './schema'

/** A customer, as Query answered it: see `readCustomer`. */
export interface CustomerEntity {
  readonly customer: unknown
  readonly memberships?: unknown
}

/**
 * What motkit reads of a customer's metadata. `mot_consents` says to what the customer agreed, and when:
 * `{ 'email/marketing': { given: true, at: '2026-03-01T10:00:00Z', proof: 'checkout' } }`.
 */
const customerMetadata = z.object({
  mot_locale: maybe(z.string('a text')),
  mot_time_zone: maybe(z.string('a text')),
  mot_birthday: maybe(z.string('a text')),
  mot_consents: maybe(
    z.record(
      z.templateLiteral(
        [z.enum(['email', 'sms', 'push', 'whatsapp', 'onsite']), '/', z.enum(['marketing', 'reviews', 'analytics'])],
        'a channel and a purpose, as email/marketing',
      ),
      z.object({ given: z.boolean('true or false'), at: time, proof: maybe(z.string('a text')) }),
      'an object by channel and purpose, as email/marketing',
    ),
  ),
})

/**
 * All events of a customer: who they are, and to what they agreed. One who was deleted has none. That they left a group is
 * heard of with the next change of something else, for nothing says when.
 * @throws MotError MEDUSA_ENTITY_INVALID
 */
export function eventsOfCustomer(entity: CustomerEntity): readonly Fact[] {
  const now = read('customer', customer, entity.customer)
  if (now.deleted_at !== undefined) return []
  const said = read('customer.metadata', customerMetadata, now.metadata ?? {})
  const home =
    now.addresses.find(({ is_default_shipping }) => is_default_shipping) ??
    now.addresses.find(({ is_default_billing }) => is_default_billing) ??
    (now.addresses.length === 1 ? now.addresses[0] : undefined)
  const joined = read('memberships', list(membership), entity.memberships).map(({ created_at }) => created_at)
  const at = joined.reduce(later, later(now.updated_at, home?.updated_at))
  const teller = tellerOf(now.id)
  return [
    teller.reword('customer.updated', now.id, at, {
      ...defined({
        email: now.email,
        country: home?.country_code?.toUpperCase(),
        locale: said.mot_locale,
        timeZone: said.mot_time_zone,
        birthday: said.mot_birthday,
      }),
      tags: now.groups.map(({ name }) => name).sort(),
    }),
    ...Object.entries(said.mot_consents ?? {}).map(([key, { given, at, proof }]) => {
      const [channel, purpose] = key.split('/') as ['email', 'marketing']
      return teller.reword(given ? 'consent.given' : 'consent.withdrawn', `${now.id}/${key}`, at, {
        channel,
        purpose,
        ...(proof && { proof }),
      })
    }),
  ]
}
