/**
 * The shop that is crashed: the real plugins, and rules of which the events alone tell what they come to. One wants its
 * action at once, one by a timer, one by a moment that opens with time alone; and all but the urgent ones wait for morning.
 */
import {
  allow,
  defineGuard,
  definePlugin,
  defineRule,
  defineSlice,
  defineTimer,
  events,
  later,
  moments,
  quietHours,
  sendMessage,
} from '@motkit/core'
import { delivery } from '@motkit/delivery'
import { loyalty } from '@motkit/loyalty'
import { reviews } from '@motkit/reviews'
import * as z from 'zod'

const catalogue = Object.values(events)
/** How many events a journey was folded from: one that was folded twice, or never, shows here. */
const counted = defineSlice({
  name: 'counted',
  initial: 0,
  on: catalogue,
  fold: Object.fromEntries(catalogue.map(({ type }) => [type, (count: number) => count + 1])) as never,
})

const confirm = defineRule({
  id: 'shop.confirm',
  on: events.orderPlaced,
  may: [sendMessage],
  decide: ({ event }) => [
    sendMessage({ template: 'order-confirmed', topic: 'order', data: { orderId: event.data.orderId } }),
  ],
})

const CARE_AFTER = { days: 2 }
const careDue = defineTimer('shop.care-due', z.object({ orderId: z.string() }))
const planCare = defineRule({
  id: 'shop.plan-care',
  on: events.orderPlaced,
  may: [careDue],
  decide: ({ event }) => [careDue({ orderId: event.data.orderId }, { at: later(event.time, CARE_AFTER) })],
})
const care = defineRule({
  id: 'shop.care',
  on: careDue,
  may: [sendMessage],
  decide: ({ timer }) => [sendMessage({ template: 'care', topic: 'care', data: { orderId: timer.data.orderId } })],
})

const remind = defineRule({
  id: 'shop.remind',
  on: moments.smotPurchase,
  may: [sendMessage],
  when: { 'the cart was left': ({ moment }) => moment.reason.endsWith('abandoned') },
  decide: ({ moment }) => [
    sendMessage({ template: 'cart-reminder', topic: 'cart', data: { cartId: String(moment.data.cartId) } }),
  ],
})

const URGENT: readonly unknown[] = ['order', 'delivery']
const night = quietHours({ from: '21:00', to: '08:00' })
const quiet = defineGuard({
  ...night,
  judge: (input) => (URGENT.includes((input.decision.data as { topic?: string }).topic) ? allow : night.judge(input)),
})

export const guards = [quiet]
export const plugins = [
  loyalty({ from: 'placed' }),
  reviews({
    after: { days: 7 },
    about: 'service',
    requires: [],
    person: { most: 20, days: 1 },
    existingCustomer: { addressFromSale: true, ownSimilarGoods: true, toldAtSignUp: true },
  }),
  delivery(),
  definePlugin({ id: 'shop', slices: [counted], rules: [confirm, planCare, care, remind] }),
] as const
