/** What does not compile: an action's data of another type, a moment that no plugin finds, data that are not the event's. */
import { defineMoment, definePlugin, events, sendMessage } from '@motkit/core'
import { reviews } from '@motkit/reviews'
import { expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import { createScenario, eur } from '../index.ts'

const big = defineMoment({ type: 'big', schema: z.object({}), per: ['order'], detect: () => undefined })
const scenario = createScenario({ plugins: [reviews(), definePlugin({ id: 'big', moments: [big] })] })
const chain = scenario.given({ id: 'c1' })

test('actions are matched in part, by their own data', () => {
  chain
    .expect(sendMessage)
    .expect(sendMessage, { template: 'x' })
    .expect(sendMessage, { data: { orderId: '1' } })
  // @ts-expect-error a template is text
  chain.expect(sendMessage, { template: 1 })
  // @ts-expect-error no such field
  chain.expectNone(sendMessage, { templat: 'x' })
  // @ts-expect-error an event is no action
  chain.expect(events.orderPlaced)
})
test('steps take the data of their events', () => {
  chain.orders({ total: eur(1) }).does(events.orderPaid, { orderId: '1' })
  // @ts-expect-error money is an amount with a currency
  chain.orders({ total: 1 })
  // @ts-expect-error an order is paid by its id
  chain.does(events.orderPaid, { id: '1' })
})
test('moments are those of the core and of the plugins', () => {
  chain.expectMoment('amot', { polarity: 'negative' }).expectMoment('big')
  // @ts-expect-error nobody finds it
  chain.expectMoment('small')
  expectTypeOf(scenario.mot.on).toBeCallableWith('moment.big', () => undefined)
})
