/** What is remembered of requests is a matter of days, not of how long somebody has been a customer. */
import { type Envelope, events } from '@motkit/core'
import { type Requests, requests } from '@motkit/reviews'
import { expect, test } from 'vitest'

const at = (days: number): string => new Date(Date.UTC(2026, 0, 1, 10) + days * 86_400_000).toISOString()
const envelope = (id: string, type: string, days: number, subject: string, data: object): Envelope => ({
  id,
  source: 'shop',
  type,
  time: at(days),
  subject,
  tenant: 'default',
  customer: { id: 'ada' },
  data,
})
const sent = (order: string, days: number) =>
  envelope(`sent/${order}`, 'decision.settled', days, `order/${order}`, {
    rule: 'reviews.request',
    subject: `order/${order}`,
    name: 'request',
    action: 'message.send',
    outcome: 'done',
    due: at(days),
    data: {
      template: 'review-request',
      data: { ask: 'request', orderId: order, destination: 'shop', products: [order] },
    },
  })
const placed = (order: string, days: number) =>
  envelope(`placed/${order}`, 'order.placed', days, `order/${order}`, {
    orderId: order,
    total: { amount: 1, currency: 'EUR' },
  })
const reviewed = (order: string, days: number) =>
  envelope(`review/${order}`, 'review.submitted', days, `review/${order}`, {
    reviewId: order,
    rating: 5,
    productId: order,
  })
const fold = (all: readonly Envelope[]): Requests =>
  all.reduce((state, event) => requests.fold[event.type]?.(state, event, event.subject ?? ''), requests.initial)

test('400 days of requests and reviews, and 120 of orders that are looked at again', () => {
  const months = Array.from({ length: 40 }, (_, n) => [
    placed(`${n}`, n * 30),
    sent(`${n}`, n * 30 + 10),
    reviewed(`${n}`, n * 30 + 15),
  ])
  const state = fold(months.flat())
  // The last fact is of day 1,185: requests since day 785, that is of the months from 26 on; orders since day 1,065.
  expect(Object.keys(state.sent)).toEqual(Array.from({ length: 14 }, (_, i) => `order/${26 + i} request`))
  expect(Object.keys(state.written)).toHaveLength(14)
  expect(Object.keys(state.near)).toEqual(['order/36', 'order/37', 'order/38', 'order/39'])
})
test('of what happens elsewhere, the orders of 120 days before and after are told', () => {
  const state = fold([placed('1', 0), placed('2', 100), placed('3', 110)])
  const touched = (days: number) => requests.touches?.(envelope('e', events.caseOpened.type, days, 'case/1', {}), state)
  expect(touched(110)).toEqual(['order/3', 'order/2', 'order/1'])
  expect(touched(225)).toEqual(['order/3'])
})
