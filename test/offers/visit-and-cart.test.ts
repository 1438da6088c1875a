// Offers at a visit and for a cart: given at their instant, ended by their purpose, not repeated.
import { type AnyGuard, consent, frequencyCap, holdout, quietHours } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { day, eur, openShop } from './shop.ts'

const visit = (sessionId: string) => ({ sessionId })

describe('welcome', () => {
  const welcome = { message: 'welcome', reward: 'welcome-10', percent: 10, validDays: 14 }
  test('comes when a new customer looks further, the message once the reward was given', async () => {
    const shop = openShop({ welcome })
    await shop.at(day(1), 'visit.started', visit('a'))
    await shop.at(day(1, '10:01'), 'page.viewed', visit('a'))
    await shop.until(day(1, '10:02'))
    expect(shop.given).toEqual([])
    await shop.at(day(1, '10:03'), 'product.viewed', { productId: 'p', ...visit('a') })
    await shop.until(day(3))
    expect(shop.given).toEqual(['03-01T10:03 welcome-10 visit/a', '03-01T10:03 welcome visit/a'])
    expect(shop.data).toEqual([
      { reward: 'welcome-10', data: { percent: 10, validDays: 14 } },
      {
        template: 'welcome',
        purpose: 'marketing',
        topic: 'offer',
        data: { percent: 10, validDays: 14, reward: 'welcome-10' },
      },
    ])
    await shop.at(day(4), 'page.viewed', visit('b'))
    await shop.at(day(4), 'page.viewed', visit('b'))
    await shop.until(day(9))
    expect(shop.given).toHaveLength(2)
  })
  test('not for whom bounces; at the landing where it is asked for', async () => {
    const bounced = openShop({ welcome })
    await bounced.at(day(1), 'page.viewed', visit('a'))
    await bounced.until(day(3))
    expect(bounced.given).toEqual([])
    const landing = openShop({ welcome: { ...welcome, from: 'landed' } })
    await landing.at(day(1), 'page.viewed', visit('a'))
    await landing.until(day(3))
    expect(landing.given).toHaveLength(2)
  })
  test('ends with an order', async () => {
    const shop = openShop({ welcome: { message: 'welcome', after: { hours: 2 } } })
    for (const time of ['10:00', '10:01']) await shop.at(day(1, time), 'page.viewed', visit('a'))
    expect(await shop.promised()).toEqual(['03-01T12:00 message visit/a'])
    await shop.order('1', day(1, '11:00'))
    expect(await shop.promised()).toEqual([])
    await shop.until(day(3))
    expect(shop.given).toEqual([])
    expect(shop.ended).toEqual(['03-01T11:00 withdrawn message visit/a no-longer-wanted'])
  })
  test('is given once, where an earlier visit turns up late', async () => {
    const shop = openShop({ welcome })
    for (const time of ['10:00', '10:01']) await shop.at(day(1, time), 'page.viewed', visit('b'))
    await shop.until(day(1, '12:00'))
    for (const time of [day(1, '08:00'), day(1, '08:01')]) await shop.tell('page.viewed', visit('a'), { time })
    await shop.until(day(3))
    expect(shop.given).toEqual(['03-01T10:01 welcome-10 visit/b', '03-01T10:01 welcome visit/b'])
    const silent = (await shop.explain()).rules.filter(({ subject }) => subject === 'visit/a')
    expect(silent.map(({ failed }) => failed?.condition)).toEqual(['not welcomed before'])
  })
  test('what a guard stopped was no welcome', async () => {
    const shop = openShop({ welcome: { message: 'welcome', from: 'landed' } }, { guards: [consent()] })
    await shop.at(day(1), 'page.viewed', visit('b'))
    await shop.tell('consent.given', { channel: 'email', purpose: 'marketing' })
    await shop.tell('page.viewed', visit('a'), { time: day(1, '09:45') })
    await shop.until(day(3))
    expect(shop.given).toEqual(['03-01T10:00 welcome visit/a'])
  })
  test('writes only to whom the shop knows, and does so when they become known', async () => {
    const shop = openShop({ welcome }, { customer: { anonymousId: 'x' } })
    for (const time of ['10:00', '10:01']) await shop.at(day(1, time), 'page.viewed', visit('a'))
    await shop.until(day(1, '10:05'))
    expect(shop.given).toEqual(['03-01T10:01 welcome-10 visit/a'])
    await shop.tell('customer.identified', { anonymousId: 'x' }, { who: { id: 'ada' } })
    await shop.until(day(3))
    expect(shop.given).toEqual(['03-01T10:01 welcome-10 visit/a', '03-01T10:05 welcome visit/a'])
  })
})

describe('abandoned cart', () => {
  const abandonedCart = {
    steps: [
      { message: 'reminder' },
      {
        after: { days: 1 },
        message: 'incentive',
        reward: 'cart-5',
        amount: eur(500),
        minimum: { EUR: 5_000 },
      },
      { after: { days: 3 }, message: 'last-word' },
    ],
    paymentFailed: { after: { minutes: 30 }, message: 'payment' },
  }
  const fill = (cartId: string, amount: number) => ({ cartId, value: eur(amount) })
  const settings = { abandonedAfter: { hours: 2 } }
  const start = (options: object = {}, guards: readonly AnyGuard[] = []) =>
    openShop({ abandonedCart: { ...abandonedCart, ...options } }, { settings, guards })

  test('each step at its time', async () => {
    const shop = start()
    await shop.at(day(1), 'cart.viewed', fill('k', 6_000))
    await shop.until(day(9))
    expect(shop.given).toEqual([
      '03-01T12:00 reminder cart/k',
      '03-02T12:00 cart-5 cart/k',
      '03-02T12:00 incentive cart/k',
      '03-04T12:00 last-word cart/k',
    ])
    expect(shop.data[1]).toEqual({
      reward: 'cart-5',
      data: { amount: eur(500), cartId: 'k', total: eur(6_000) },
    })
  })
  test('the incentive only where the cart is worth it', async () => {
    for (const [amount, given] of [
      [4_999, 2],
      [5_000, 4],
      [0, 0],
    ] as const) {
      const shop = start()
      await shop.at(day(1), 'cart.viewed', fill('k', amount))
      await shop.until(day(9))
      expect(shop.given).toHaveLength(given)
    }
    const unknown = start()
    await unknown.at(day(1), 'product.added', { cartId: 'k', productId: 'p' })
    await unknown.until(day(9))
    expect(unknown.given).toEqual(['03-01T12:00 reminder cart/k', '03-04T12:00 last-word cart/k'])
  })
  test.each([
    ['of the cart', { cartId: 'k' }],
    ['of another', {}],
  ])('an order %s ends it', async (_, data) => {
    const shop = start()
    await shop.at(day(1), 'cart.viewed', fill('k', 6_000))
    await shop.order('1', day(2, '11:00'), data)
    expect(await shop.promised()).toEqual([])
    await shop.until(day(9))
    expect(shop.given).toEqual(['03-01T12:00 reminder cart/k'])
    expect(shop.ended).toEqual([
      '03-02T11:00 withdrawn +1440m/reward cart/k no-longer-wanted',
      '03-02T11:00 withdrawn 2026-03-01T10:00:00.000Z+4320m/message cart/k no-longer-wanted',
    ])
  })
  test('begins anew when the cart is touched, with one reward a cart', async () => {
    const shop = start()
    await shop.at(day(1), 'cart.viewed', fill('k', 6_000))
    await shop.at(day(3, '11:00'), 'product.added', { cartId: 'k', productId: 'p' })
    await shop.until(day(9))
    expect(shop.given).toEqual([
      '03-01T12:00 reminder cart/k',
      '03-02T12:00 cart-5 cart/k',
      '03-02T12:00 incentive cart/k',
      '03-03T13:00 reminder cart/k',
      '03-04T13:00 incentive cart/k',
      '03-06T13:00 last-word cart/k',
    ])
  })
  test('a payment that failed is told of sooner', async () => {
    const shop = start()
    await shop.at(day(1), 'payment.failed', { cartId: 'k' })
    await shop.until(day(1, '11:00'))
    expect(shop.given).toEqual(['03-01T10:30 payment cart/k'])
    await shop.at(day(1, '11:00'), 'order.placed', { orderId: '1', cartId: 'k', total: eur(100) })
    await shop.until(day(9))
    expect(shop.given).toHaveLength(1)
  })
  test('of steps that were missed or put off, the last is taken; what is a day late is not', async () => {
    const late = start()
    await late.until(day(2, '13:00'))
    await late.tell('cart.viewed', fill('k', 6_000), { time: day(1) })
    await late.until(day(2, '14:00'))
    expect(late.given).toEqual(['03-02T13:00 cart-5 cart/k', '03-02T13:00 incentive cart/k'])
    const over = start()
    await over.until(day(6, '12:00'))
    await over.tell('cart.viewed', fill('k', 6_000), { time: day(1) })
    await over.until(day(9))
    expect(over.given).toEqual([])
    expect(over.ended).toEqual(['03-06T12:00 suppressed 2026-03-01T10:00:00.000Z+4320m/message cart/k late'])
    const capped = start({}, [frequencyCap({ max: 1, per: { days: 2 } })])
    await capped.at(day(1), 'cart.viewed', fill('k', 6_000))
    await capped.until(day(9))
    expect(capped.given).toEqual([
      '03-01T12:00 reminder cart/k',
      '03-02T12:00 cart-5 cart/k',
      '03-03T12:00 incentive cart/k',
      '03-05T12:00 last-word cart/k',
    ])
  })
})

describe('guards', () => {
  const welcome = { message: 'welcome', from: 'landed' as const }
  test('consent, quiet hours and the control group have the last word', async () => {
    const without = openShop({ welcome }, { guards: [consent()] })
    await without.at(day(1), 'page.viewed', visit('a'))
    expect(without.ended).toEqual(['03-01T10:00 suppressed message visit/a no-consent-email-marketing'])
    const night = openShop({ welcome }, { guards: [quietHours({ from: '21:00', to: '08:00' })] })
    await night.at(day(1, '22:00'), 'page.viewed', visit('a'))
    await night.at(day(1, '22:01'), 'page.viewed', visit('a'))
    await night.until(day(3))
    expect(night.given).toEqual(['03-02T08:00 welcome visit/a'])
    const control = openShop({ welcome }, { guards: [holdout({ share: 1 })] })
    await control.at(day(1), 'page.viewed', visit('a'))
    expect(control.ended).toEqual(['03-01T10:00 held-out message visit/a control-group'])
  })
})
