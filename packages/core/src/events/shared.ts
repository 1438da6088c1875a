/** Pieces of which the schemas of several events are made. Names follow Segment's e-commerce spec, in camelCase. */
import * as z from 'zod'
import { money } from '../money.ts'

export const id = z.string().min(1).max(200)
export const text = z.string().max(2_000)
/** The shop's own words for an order or a customer, all of them: an empty list says that there are none. */
export const tags = z.array(text).max(250)
/** An instant with its zone, kept as UTC. */
export const time = z.iso.datetime({ offset: true }).transform((t) => new Date(t).toISOString())
export const device = z.enum(['desktop', 'mobile', 'tablet', 'tv', 'store', 'other'])
/** What the customer is after: Google's micro-moments, I-want-to-know, -go, -do and -buy. */
export const intent = z.enum(['know', 'go', 'do', 'buy'])

/** Where in a visit something happened. Without a session, half an hour of silence ends the visit. */
export const onsite = { sessionId: id.optional(), device: device.optional(), channel: text.optional() }
export const product = {
  productId: id,
  variantId: id.optional(),
  sku: text.optional(),
  name: text.optional(),
  category: text.optional(),
  brand: text.optional(),
  price: money.optional(),
  quantity: z.int().positive().optional(),
  /** Taken off the whole line, where `price` is before that. */
  discount: money.optional(),
  giftCard: z.boolean().optional(),
  /** Bought with points of a loyalty programme. */
  withPoints: z.boolean().optional(),
}
export const products = z.array(z.object(product)).max(1_000)

export const visitOf = (data: { sessionId?: string | undefined }): string => `visit/${data.sessionId ?? '-'}`
export const cartOf = (data: { cartId?: string | undefined }): string | undefined =>
  data.cartId === undefined ? undefined : `cart/${data.cartId}`
/** About the cart where one is named, and always part of a visit. */
export const inCart = {
  subject: (data: { cartId?: string | undefined; sessionId?: string | undefined }) => cartOf(data) ?? visitOf(data),
  related: (data: { cartId?: string | undefined; sessionId?: string | undefined }) =>
    data.cartId === undefined ? [] : [visitOf(data)],
}
export const inVisit = { subject: visitOf }
export const ofOrder = { subject: (data: { orderId: string }) => `order/${data.orderId}` }
export const ofCase = { subject: (data: { caseId: string }) => `case/${data.caseId}` }
