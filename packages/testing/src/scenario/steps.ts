/** What a customer of a scenario does, and the events that say so. Ids that are not given follow from what went before. */
import { type AnyEvent, type EventDef, events, type Money, toMinor } from '@motkit/core'

type DataOf<E> = E extends EventDef<string, infer D> ? D : never
/** All of an event's data is optional in a scenario. */
export type Given<E> = Partial<DataOf<E>>
/** An event to be told. */
export interface Told {
  readonly event: AnyEvent
  readonly data: object
}
const told = <E extends AnyEvent>(event: E, data: DataOf<E>): Told => ({ event, data: data as object })

/** What the last steps were about. */
export interface Memory {
  sessionId?: string
  cartId?: string
  orderId?: string
  caseId?: string
  total?: Money
  /** A new id, as `order-1`, that no other customer of the scenario has. */
  next(kind: string): string
}
/** From here on the customer is about this one, under its own id or a new one. */
function begin(memory: Memory, kind: 'session' | 'cart' | 'order' | 'case', given: string | undefined): string {
  const id = given ?? memory.next(kind)
  memory[`${kind}Id`] = id
  return id
}
/** Euros, in cents: `eur(49.9)`. */
export const eur = (decimal: number | string): Money => ({ amount: toMinor(decimal, 'EUR'), currency: 'EUR' })

const of = (what: string | undefined, step: string, before: string): string => {
  if (what === undefined)
    throw new Error(`${step}() needs something to be about: say .${before}() before it, or give its id`)
  return what
}
const inSession = ({ sessionId }: Memory) => (sessionId === undefined ? {} : { sessionId })
const orderOf = (memory: Memory, step: string, given: { orderId?: string | undefined }): string =>
  given.orderId ?? of(memory.orderId, step, 'orders')
const caseOf = (memory: Memory, step: string, given: { caseId?: string | undefined }): string =>
  given.caseId ?? of(memory.caseId, step, 'asksForHelp')

/** Each step: from what went before and what is given to events. */
export const steps = {
  visits(memory: Memory, given: Given<typeof events.visitStarted> = {}) {
    const sessionId = begin(memory, 'session', given.sessionId)
    return [told(events.visitStarted, { ...given, sessionId })]
  },
  searches(memory: Memory, given: Given<typeof events.productsSearched> = {}) {
    return [told(events.productsSearched, { ...inSession(memory), query: 'coffee', ...given })]
  },
  views(memory: Memory, given: Given<typeof events.productViewed> = {}) {
    return [told(events.productViewed, { ...inSession(memory), productId: 'product-1', ...given })]
  },
  fillsCart(memory: Memory, given: Given<typeof events.productAdded> & { readonly value?: Money } = {}) {
    const { value = eur(50), ...product } = given
    const cartId = begin(memory, 'cart', given.cartId ?? memory.cartId)
    const added = { ...inSession(memory), productId: 'product-1', ...product, cartId }
    return [told(events.productAdded, added), told(events.cartViewed, { ...inSession(memory), cartId, value })]
  },
  checksOut(memory: Memory, given: Given<typeof events.checkoutStarted> = {}) {
    const cartId = given.cartId ?? of(memory.cartId, 'checksOut', 'fillsCart')
    return [told(events.checkoutStarted, { ...inSession(memory), ...given, cartId })]
  },
  orders(memory: Memory, given: Given<typeof events.orderPlaced> = {}) {
    const { cartId } = memory
    const orderId = begin(memory, 'order', given.orderId)
    const total = given.total ?? eur(50)
    memory.total = total
    delete memory.cartId
    return [told(events.orderPlaced, { ...inSession(memory), ...(cartId && { cartId }), ...given, orderId, total })]
  },
  pays(memory: Memory, given: Given<typeof events.orderPaid> = {}) {
    return [told(events.orderPaid, { ...given, orderId: orderOf(memory, 'pays', given) })]
  },
  cancels(memory: Memory, given: Given<typeof events.orderCanceled> = {}) {
    return [told(events.orderCanceled, { by: 'customer', ...given, orderId: orderOf(memory, 'cancels', given) })]
  },
  ships(memory: Memory, given: Given<typeof events.shipmentCreated> = {}) {
    return [told(events.shipmentCreated, { ...given, orderId: orderOf(memory, 'ships', given) })]
  },
  receives(memory: Memory, given: Given<typeof events.shipmentDelivered> = {}) {
    return [told(events.shipmentDelivered, { ...given, orderId: orderOf(memory, 'receives', given) })]
  },
  returns(memory: Memory, given: Given<typeof events.returnRequested> = {}) {
    const orderId = orderOf(memory, 'returns', given)
    return [told(events.returnRequested, { returnId: memory.next('return'), ...given, orderId })]
  },
  refunds(memory: Memory, given: Given<typeof events.orderRefunded> = {}) {
    const orderId = orderOf(memory, 'refunds', given)
    const amount = given.amount ?? memory.total ?? eur(50)
    return [told(events.orderRefunded, { refundId: memory.next('refund'), ...given, orderId, amount })]
  },
  reviews(memory: Memory, given: Given<typeof events.reviewSubmitted> = {}) {
    const orderId = given.orderId ?? memory.orderId
    return [
      told(events.reviewSubmitted, {
        reviewId: memory.next('review'),
        rating: 5,
        ...(orderId && { orderId }),
        ...given,
      }),
    ]
  },
  asksForHelp(memory: Memory, given: Given<typeof events.caseOpened> = {}) {
    const caseId = begin(memory, 'case', given.caseId)
    const { orderId } = memory
    return [told(events.caseOpened, { ...(orderId && { orderId }), ...given, caseId })]
  },
  isAnswered(memory: Memory, given: Given<typeof events.caseAnswered> = {}) {
    return [told(events.caseAnswered, { caseId: caseOf(memory, 'isAnswered', given) })]
  },
  isHelped(memory: Memory, given: Given<typeof events.caseResolved> = {}) {
    return [told(events.caseResolved, { solved: true, ...given, caseId: caseOf(memory, 'isHelped', given) })]
  },
  consents(_: Memory, given: Given<typeof events.consentGiven> = {}) {
    return [told(events.consentGiven, { channel: 'email', purpose: 'marketing', ...given })]
  },
  objects(_: Memory, given: Given<typeof events.consentWithdrawn> = {}) {
    return [told(events.consentWithdrawn, { channel: 'email', purpose: 'marketing', ...given })]
  },
  livesIn(_: Memory, given: Given<typeof events.customerUpdated> = {}) {
    return [told(events.customerUpdated, given)]
  },
  refers(memory: Memory, given: Given<typeof events.referralMade> = {}) {
    return [told(events.referralMade, { referralId: memory.next('referral'), ...given })]
  },
  shares(memory: Memory, given: Given<typeof events.contentShared> = {}) {
    return [told(events.contentShared, { contentId: memory.next('content'), ...given })]
  },
} as const
export type Steps = typeof steps
