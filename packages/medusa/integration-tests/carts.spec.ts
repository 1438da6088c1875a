// Carts that are left alone, by Medusa's own HTTP API: found by the plugin's own clock, and what is done about them.
import { setTimeout } from 'node:timers/promises'
import type { StoreCart } from '@medusajs/framework/types'
import { Modules } from '@medusajs/framework/utils'
import type { MotService } from '../src'
import { openShop, type Shop, type Shopper } from './shop'
import { eventually } from './support/eventually'
import { withShop } from './support/shop-app'
import { type Known, known, watchedIn } from './support/watching'

const SILENCE = 6_000
process.env.MOT_ABANDONED_MINUTES = String(SILENCE / 60_000)
afterAll(() => {
  delete process.env.MOT_ABANDONED_MINUTES
})

withShop(({ getContainer, api }) => {
  const mot = () => getContainer().resolve<MotService>('mot')
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop(getContainer(), api)
  })

  const until = (id: string, expected: Partial<Known>) =>
    vi.waitFor(async () => expect(await known(watchedIn(getContainer()), id)).toMatchObject(expected), {
      timeout: 30_000,
      interval: 100,
    })
  /** Longer than any cart here has to be silent. */
  const waitInVain = () => setTimeout(SILENCE + 3_000)

  /** What is to be seen of a cart that was left. */
  const left = {
    moments: { 'smot.purchase cart': 'cart-abandoned' },
    promises: ['offers.abandoned-cart message.send'],
    messages: ['cart-reminder'],
    promotions: ['offers.abandoned-cart active'],
  }
  const mail = (who: Shopper) =>
    shop.store(who, 'mot/me/consents', { channel: 'email', purpose: 'marketing', given: true })
  const remindersTo = async (customerId: string) =>
    (await getContainer().resolve(Modules.NOTIFICATION).listNotifications({ receiver_id: customerId })).map(
      ({ to, template, data }) => ({ to, template, data: data as { cartId: string; code: string } }),
    )
  const cartOf = (who: Shopper, cartId: string) => shop.read<{ cart: StoreCart }>(who, `carts/${cartId}`)
  const enter = async (who: Shopper, cartId: string, code: string): Promise<number> => {
    const promo_codes = [code]
    const { cart } = await shop.store<{ cart: StoreCart }>(who, `carts/${cartId}/promotions`, { promo_codes })
    return cart.discount_total
  }

  it('remind of themselves once, with a code for their customer and one use', async () => {
    const ada = await shop.register('ada@example.com')
    await mail(ada)
    const cart = await shop.fillCart(ada, { mug: 2 })
    await until(ada.customerId, { ...left, stage: 'prospect' })
    const sent = await remindersTo(ada.customerId)
    expect(sent).toEqual([
      {
        to: 'ada@example.com',
        template: 'cart-reminder',
        data: {
          amount: { amount: 500, currency: 'EUR' },
          validDays: 7,
          cartId: cart.id,
          total: { amount: 4_000, currency: 'EUR' },
          reward: 'cart-5',
          code: expect.stringMatching(/^CLUB-/),
        },
      },
    ])
    const code = sent[0]?.data.code ?? ''

    const eve = await shop.register('eve@example.com')
    const others = await shop.fillCart(eve, { mug: 2 })
    expect(await enter(eve, others.id, code)).toBe(0)
    expect(await enter(ada, cart.id, code)).toBe(5)
    expect(await shop.checkOut(ada, cart.id)).toMatchObject({ discount_total: 5, total: 40 })
    // What was promised for a day later is not wanted any more.
    await until(ada.customerId, {
      stage: 'first_time_customer',
      moments: { 'smot.purchase cart': 'order-placed' },
      promises: [],
      messages: ['cart-reminder'],
    })
    const second = await shop.fillCart(ada, { mug: 2 })
    expect(await enter(ada, second.id, code)).toBe(0)
  })

  it('are put off by each change of what is in them, which does not move their own time', async () => {
    const grace = await shop.register('grace@example.com')
    await mail(grace)
    const { id: cartId } = await shop.fillCart(grace, { mug: 1 })
    await setTimeout(SILENCE / 2)
    await shop.setQuantity(grace, cartId, 'mug', 2)
    const { cart } = await cartOf(grace, cartId)
    const touched = Date.parse(String(cart.items?.[0]?.updated_at))
    expect(touched - Date.parse(String(cart.updated_at))).toBeGreaterThan(SILENCE / 2 - 500)
    await until(grace.customerId, left)
    expect(Date.now() - touched).toBeGreaterThanOrEqual(SILENCE)

    // Touched once more they are open, and reminded of anew: with the code that was given.
    await shop.setQuantity(grace, cartId, 'mug', 3)
    await until(grace.customerId, { ...left, moments: { 'smot.purchase cart': 'open' }, promises: [] })
    await until(grace.customerId, { ...left, messages: ['cart-reminder', 'cart-reminder'] })
    const codes = (await remindersTo(grace.customerId)).map(({ data }) => data.code)
    expect(new Set(codes).size).toBe(1)
  })

  it('are none where they were ordered', async () => {
    const edsger = await shop.register('edsger@example.com')
    await mail(edsger)
    await shop.buy(edsger, { mug: 1 })
    const ordered = { moments: { 'smot.purchase cart': 'order-placed' }, promises: [], messages: [], promotions: [] }
    await until(edsger.customerId, ordered)
    await waitInVain()
    await until(edsger.customerId, ordered)
  })

  it('of a guest count from the e-mail address on, and write to whom agreed', async () => {
    const barbara = shop.guest('barbara@example.com')
    const cart = await shop.fillCart(barbara, { tin: 2 })
    const id = (await cartOf(barbara, cart.id)).cart.customer_id ?? ''
    await shop.chooseShipping(barbara, cart.id)
    await until(id, { ...left, moments: { 'smot.purchase cart': 'checkout-abandoned' }, messages: [] })
    const held = async () => {
      const explained = await mot().engine.explain({ id })
      return explained.ok ? explained.value.decisions.filter(({ state }) => state === 'suppressed') : []
    }
    expect(await eventually(held)).toMatchObject([{ type: 'message.send', held: { guard: 'consent' } }])

    const agreed = { given: true, at: new Date().toISOString() }
    await shop.manage(`customers/${id}`, { metadata: { mot_consents: { 'email/marketing': agreed } } })
    await shop.setQuantity(barbara, cart.id, 'tin', 3)
    await until(id, { ...left, moments: { 'smot.purchase cart': 'checkout-abandoned' } })
    const [sent] = await remindersTo(id)
    expect(await enter(barbara, cart.id, sent?.data.code ?? '')).toBe(5)
    await shop.choosePayment(barbara, cart.id)
    expect(await shop.placeOrder(barbara, cart.id)).toMatchObject({ discount_total: 5, total: 37.5 })
    await until(id, { moments: { 'smot.purchase cart': 'order-placed' }, promises: [] })
  })
})
