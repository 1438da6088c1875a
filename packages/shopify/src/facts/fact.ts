/** A motkit event that a payload implies. Telling it again is telling the same. */
import { createHash } from 'node:crypto'
import type { AnyEvent, Customer, events, NewEventOf } from '@motkit/core'

type Catalogue = (typeof events)[keyof typeof events]
type DefOf<T extends string> = Extract<Catalogue, AnyEvent & { type: T }>
/** An event of motkit's catalogue. */
export type Fact = NewEventOf<Catalogue>
export type FactType = Catalogue['type']
type DataOf<T extends FactType> = NewEventOf<DefOf<T>>['data']

/** Where these facts come from: the `source` of their events. */
const SOURCE = 'shopify'

/**
 * Says a fact of one customer of one shop. Its id is made of what it is of and of a digest of what it says: the same said
 * twice, by whichever payloads, is one event, and another word never meets an event of its name with other content.
 * @param key Shopify's own id of what it is of
 */
export type Teller = <T extends FactType>(type: T, key: string, time: string, data: DataOf<T>) => Fact

export const tellerOf =
  (tenant: string, customer: Customer): Teller =>
  (type, key, time, data) => {
    const id = `${type}/${key}/${digest([time, data])}`
    return { id, source: SOURCE, type, time, tenant, customer, data } as unknown as Fact
  }
const digest = (said: unknown): string => createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16)

/** Whoever ordered: refunds, parcels and disputes name an order and no customer. The order itself says who they are. */
export const buyerOf = (orderId: string) => ({ anonymousId: `order/${orderId}` })
/** Whoever holds a cart, which names nobody either. */
export const holderOf = (cartId: string) => ({ anonymousId: `cart/${cartId}` })
/** Whoever paid a checkout, which a browser knows by its token. */
export const payerOf = (checkoutToken: string) => ({ anonymousId: `checkout/${checkoutToken}` })
/** Whoever looks at the shop, by the id of their browser. No such id is that of an order, a cart or a referral. */
export const visitorOf = (clientId: string) => ({ anonymousId: `visitor/${clientId}` })
/** Says that whoever is behind `anonymousId` is a customer, or is behind another such id. */
export const sameAs = (tenant: string, customer: Customer, { anonymousId }: { anonymousId: string }, time: string) =>
  tellerOf(tenant, customer)(
    'customer.identified',
    `${anonymousId}/${'id' in customer ? customer.id : customer.anonymousId}`,
    time,
    { anonymousId },
  )

/** Without what is undefined. */
export const defined = <T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as never
