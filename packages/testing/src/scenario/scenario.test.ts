/** Scenarios: what they say, what they check, and what they tell when it does not go as expected. */
import {
  consent,
  defineEvent,
  definePlugin,
  defineRule,
  later,
  moments,
  quietHours,
  sendMessage,
  tagCustomer,
} from '@motkit/core'
import { reviews } from '@motkit/reviews'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { createScenario, eur } from '../index.ts'

const reviewing = () => createScenario({ plugins: [reviews({ after: { days: 7 } })] })
const request = { template: 'review-request' }
const arrived = (scenario = reviewing()) =>
  scenario
    .given({ id: 'c1' })
    .consents()
    .orders({ total: eur(50) })
    .pays()
    .ships()
    .receives()

const tasted = defineEvent('wine.tasted', z.object({ wine: z.string() }))
const offer = defineRule({
  id: 'offer',
  on: moments.smotPurchase,
  may: [sendMessage, tagCustomer],
  when: { 'the cart was left': ({ moment }) => moment.reason === 'cart-abandoned' },
  decide: ({ moment }) => [
    sendMessage({ template: 'come-back', purpose: 'marketing' }, { at: later(moment.since, { days: 1 }) }),
  ],
})
const tasting = definePlugin({
  id: 'tasting',
  events: [tasted],
  rules: [
    offer,
    defineRule({
      id: 'tag',
      on: tasted,
      may: [tagCustomer],
      decide: ({ event }) => [tagCustomer({ tag: event.data.wine })],
    }),
  ],
})
const failureOf = async (run: PromiseLike<void>): Promise<string> => {
  try {
    await run
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('it went as expected')
}

describe('a scenario', () => {
  test('goes as expected: a review is asked for a week after the arrival, once', async () => {
    const scenario = reviewing()
    await arrived(scenario)
      .expectNone(sendMessage)
      .after({ days: 7 })
      .expect(sendMessage, { ...request, data: { orderId: 'order-1' } })
      .after({ days: 90 })
      .expectNone(sendMessage)
    expect(scenario.actions).toMatchObject([
      { type: 'message.send', customer: 'id:c1', at: '2026-01-12T10:00:00.000Z' },
    ])
  })

  test('is carried out by run() as by await, each step once', async () => {
    const scenario = reviewing()
    const chain = arrived(scenario)
    await chain.run()
    await chain
    await chain.after({ days: 7 }).expect(sendMessage, request)
    const known = await scenario.mot.export({ id: 'c1' })
    expect(known.ok && known.value.events.filter(({ type }) => type === 'order.placed')).toHaveLength(1)
  })

  test('has many customers on one clock, and keeps what they get apart', async () => {
    const scenario = reviewing()
    await arrived(scenario)
    await scenario.given({ id: 'c2' }).after({ days: 7 }).expectNone(sendMessage)
    await scenario.given({ id: 'c1' }).expect(sendMessage, request)
  })

  test('follows a customer who becomes known', async () => {
    const scenario = createScenario({ plugins: [tasting] })
    const chain = scenario.given({ anonymousId: 'a1' }).visits({ source: 'ad' }).does(tasted, { wine: 'red' })
    await chain
      .becomes('c1')
      .expect(tagCustomer, { tag: 'red' })
      .expectMoment('zmot', { data: { by: 'ad' } })
    const journey = await scenario.mot.journey({ anonymousId: 'a1' })
    expect(journey.ok && journey.value.customer).toEqual({ id: 'c1' })
  })

  test('sees moments as they stand', async () => {
    await createScenario({ plugins: [], settings: { returnWindow: { days: 3 } } })
      .given({ id: 'c1' })
      .orders({ promisedAt: '2026-01-07T00:00:00Z' })
      .expectMoment('smot.purchase', { polarity: 'positive', reason: 'order-placed' })
      .expectMoment('amot', { polarity: 'neutral', reason: 'waiting' })
      .ships()
      .at('2026-01-08T10:00:00Z')
      .receives()
      .expectMoment('amot', { polarity: 'negative', reason: 'late', subject: 'order/order-1', data: { daysLate: 1 } })
      .asksForHelp({ kind: 'complaint' })
      .after({ hours: 2 })
      .isAnswered()
      .isHelped({ satisfaction: 5 })
      .expectMoment('tmot', { polarity: 'positive', reason: 'satisfied' })
      .reviews({ rating: 2 })
      .expectMoment('umot', { polarity: 'negative', reason: 'warned' })
      .returns()
      .refunds()
      .expectMoment('smot.experience', { polarity: 'negative' })
  })

  test('leads a cart to its order, and through guards', async () => {
    const guards = [consent(), quietHours({ from: '21:00', to: '08:00' })]
    const scenario = createScenario({ plugins: [tasting], guards, start: '2026-01-05T23:00:00Z' })
    const chain = scenario
      .given({ id: 'c1' })
      .consents()
      .visits()
      .searches()
      .views()
      .fillsCart({ value: eur('19.90') })
    await chain
      .after({ days: 1 })
      .expectNone(sendMessage)
      .after({ hours: 9 })
      .expect(sendMessage, { purpose: 'marketing' })
    await chain
      .checksOut()
      .orders({ total: eur(19.9) })
      .expectMoment('smot.purchase', { reason: 'order-placed' })
    expect(scenario.actions[0]?.at).toBe('2026-01-07T08:00:00.000Z')
  })

  test('tells late facts and retries at the host', async () => {
    let down = 2
    const scenario = createScenario({
      plugins: [tasting],
      handlers: {
        'customer.tag': async () => {
          if (down-- > 0) throw new Error('down')
        },
      },
    })
    await scenario
      .given({ id: 'c1' })
      .does(tasted, { wine: 'red' }, { time: '2026-01-01T00:00:00Z', source: 'till' })
      .expectNone(tagCustomer)
      .after({ minutes: 5 })
      .expect(tagCustomer, { tag: 'red' })
  })
})

describe('a scenario that does not go as expected', () => {
  test('says what stood in the way: in the words of the rule, or which condition failed, and what it saw', async () => {
    const message = await failureOf(arrived().reviews({ rating: 4 }).after({ days: 7 }).expect(sendMessage, request))
    expect(message).toContain(
      'expected message.send {"template":"review-request"} by 2026-01-12T10:00:00.000Z for {"id":"c1"}',
    )
    expect(message).toContain('Actions until then: none')
    expect(message).toContain(
      'reviews.request about order/order-1: request skipped: reviewed since 2026-01-05T10:00:00.000Z',
    )
    expect(message).toContain('smot.experience about order/order-1: positive, rated-well')
    const cart = createScenario({ plugins: [tasting] })
      .given({ id: 'c1' })
      .fillsCart()
    expect(await failureOf(cart.expect(sendMessage))).toContain(
      `offer about cart/cart-1: 'the cart was left' failed, it saw {"moment.reason":"open"}`,
    )
  })

  test('says what came instead, and what is still to come', async () => {
    const early = await failureOf(arrived().after({ days: 6 }).expect(sendMessage))
    expect(early).toContain('reviews.request about order/order-1: open, due 2026-01-12T10:00:00.000Z')
    const other = await failureOf(arrived().after({ days: 8 }).expect(sendMessage, { template: 'other' }))
    expect(other).toContain('2026-01-12T10:00:00.000Z message.send {"template":"review-request"')
  })

  test('says which guard held it', async () => {
    const scenario = createScenario({ plugins: [tasting], guards: [consent()] })
    const message = await failureOf(scenario.given({ id: 'c1' }).fillsCart().after({ days: 2 }).expect(sendMessage))
    expect(message).toContain('suppressed')
    expect(message).toContain('suppress by consent: no-consent-email-marketing')
  })

  test('says what was not asked, and what no rule may decide', async () => {
    const visits = reviewing().given({ id: 'c1' }).visits()
    expect(await failureOf(visits.expect(sendMessage))).toContain('reviews.request was not asked')
    expect(await failureOf(reviewing().given({ id: 'c1' }).visits().expect(tagCustomer))).toContain(
      'No rule of these plugins may decide customer.tag.',
    )
  })

  test('names the action that should not have come, and the moments that stand', async () => {
    const message = await failureOf(arrived().after({ days: 7 }).expectNone(sendMessage, request))
    expect(message).toMatch(/^expected no message\.send .*\nThere was: 2026-01-12T10:00:00\.000Z message\.send/)
    const moment = await failureOf(arrived().expectMoment('amot', { reason: 'late' }))
    expect(moment).toContain('amot about order/order-1: positive, arrived')
  })

  test('points to the line of the expectation', async () => {
    const run = arrived().expect(sendMessage)
    const stack = await run.run().catch((error: Error) => error.stack)
    expect(stack).toMatch(/\n {2}umot .*\n\s+at .*scenario\.test\.ts/)
  })

  test('names a step that has nothing to be about, and an event that was refused', async () => {
    const given = () => reviewing().given({ id: 'c1' })
    expect(await failureOf(given().pays())).toBe(
      'pays() needs something to be about: say .orders() before it, or give its id',
    )
    expect(await failureOf(given().reviews({ rating: 9 }))).toContain('review.submitted was refused with EVENT_INVALID')
    expect(await failureOf(given().becomes('c2'))).toBe('becomes(): the customer is known already, as c1')
  })
})
