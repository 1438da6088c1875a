/** A voucher for a large order, once it can no longer go back. */
import { later, moments, type Order, orders, orderTotal, refundedAmount } from '@motkit/core'
import type * as z from 'zod'
import { amounts, checked, defineOffer, giver, givesOf, isWorth, type Only, ruled, span } from './offer.ts'

const schema = giver({
  ...ruled('high-ticket', { days: 30 }),
  /** What must be left of the order after refunds, in minor units by currency. */
  minimum: amounts,
  /** How long after the return window is over. */
  after: span.prefault({}),
})
export type HighTicketOptions = z.input<typeof schema>

const left = (order: Order): number => (orderTotal(order)?.amount ?? 0) - refundedAmount(order)

/**
 * Gives a voucher for an order of at least so much when its return window is over; not where it was canceled, refunded
 * below the minimum, or is on its way back.
 * @throws MotError OFFER_INVALID
 * @example highTicketVoucher({ minimum: { EUR: 50_000 }, reward: 'voucher-25', amount: eur(2_500), message: 'voucher' })
 */
export function highTicketVoucher<O extends HighTicketOptions>(options: Only<O, HighTicketOptions>) {
  const offer = checked('highTicket', schema, options)
  return defineOffer({
    ...offer,
    on: moments.smotExperience,
    reads: [orders],
    may: givesOf<O>(offer),
    when: {
      'worth the minimum, after refunds': ({ moment, journey }) => {
        const order = journey.slices.orders.open[moment.subject]
        return order !== undefined && isWorth(offer.minimum, left(order), orderTotal(order)?.currency)
      },
      'not canceled': ({ moment, journey }) => journey.slices.orders.open[moment.subject]?.canceled === undefined,
      'not on its way back': ({ moment, journey }) => {
        const { returned, refunded } = journey.slices.orders.open[moment.subject] ?? {}
        return returned === undefined || refunded !== undefined
      },
    },
    wants: ({ moment: { data }, settings }) => [
      {
        gives: offer,
        at: later(later(data.deliveredAt, settings.returnWindow), offer.after),
        about: { orderId: data.orderId },
      },
    ],
  })
}
