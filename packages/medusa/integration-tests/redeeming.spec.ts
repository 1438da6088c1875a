// Points in a cart, by HTTP: set aside and taken off at once, spent with the order, given back without.
import { setTimeout } from 'node:timers/promises'
import { Modules } from '@medusajs/framework/utils'
import type { MotService } from '../src'
import { openShop, type Shop } from './shop'
import { membersOf } from './support/member'
import { withShop } from './support/shop-app'

process.env.MOT_OPTIONS = JSON.stringify({
  programme: {
    wallets: { main: { spend: { value: { EUR: 1 }, share: '1/2' } } },
    rewards: {
      five: { kind: 'coupon', points: 500, amount: { amount: 500, currency: 'EUR' } },
      ship: { kind: 'free-shipping', points: 200 },
      card: { kind: 'gift-voucher', points: 100, amount: { amount: 1_000, currency: 'EUR' } },
    },
  },
  coupons: { secret: 'only the tests know these 32 bytes' },
  erasureKey: 'a key that only the tests know',
})
afterAll(() => {
  delete process.env.MOT_OPTIONS
})

withShop(({ getContainer, api: http }) => {
  const mot = () => getContainer().resolve<MotService>('mot')
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop(getContainer(), http)
  })

  const member = membersOf(() => shop, http, mot)
  const refusal = ({ status, data }: { status: number; data: Record<string, unknown> }) => [status, data.code]
  const heard = async (id: string) => {
    const kept = await mot().engine.export({ id })
    return kept.ok ? kept.value.events.map(({ type }) => type) : []
  }
  const promotions = () => getContainer().resolve(Modules.PROMOTION).listPromotions({})

  it('takes a reward off the cart at once, and spends the points with the order', async () => {
    const ada = await member(500)
    const cart = await shop.fillCart(ada, { mug: 2 })
    const redeemed = await ada.redeem(cart, { reward: 'five' })
    expect(redeemed).toEqual({
      status: 201,
      headers: expect.anything(),
      data: {
        redemption: {
          id: expect.stringMatching(/^red_[\w-]{22}$/),
          points: 500,
          left: 0,
          cartId: cart.id,
          code: expect.stringMatching(/^[0-9A-Z-]{19}$/),
          until: expect.any(String),
        },
      },
    })
    const { id, code, until } = redeemed.data.redemption
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(3_500_000)
    expect(await ada.cart(cart)).toMatchObject({ total: 35, promotions: [{ code }] })
    expect(await ada.balance()).toEqual({ available: 0, reserved: 500 })
    expect(await ada.redemptions()).toMatchObject([{ id, code, reward: 'five', status: 'reserved', cartId: cart.id }])

    const order = await shop.checkOut(ada, cart.id)
    expect(order).toMatchObject({ total: 40, discount_total: 5 })
    await vi.waitFor(async () => expect(await ada.balance()).toEqual({ available: 0, reserved: 0 }), 10_000)
    expect(await ada.redemptions()).toMatchObject([{ id, status: 'spent', orderId: order.id }])
    expect(refusal(await ada.takeBack(id))).toEqual([409, 'REDEMPTION_ENDED'])
    expect(await mot().engine.dead.list()).toEqual([])
  })

  it('takes points off as they are, up to the share of the cart', async () => {
    const ada = await member(3_000)
    const cart = await shop.fillCart(ada, { mug: 2 })
    const more = await ada.redeem(cart, { points: 2_001 })
    expect(refusal(more)).toEqual([400, 'POINTS_REFUSED'])
    expect(more.data.details).toMatchObject({ path: 'points', maximum: 2_000 })
    const { data } = await ada.redeem(cart, { points: 1_250 })
    expect(await ada.cart(cart)).toMatchObject({ total: 27.5 })
    expect(refusal(await ada.redeem(cart, { points: 100 }))).toEqual([409, 'CART_REFUSED'])
    expect((await ada.redeem(cart, { reward: 'five' })).status).toBe(201)
    expect(await ada.cart(cart)).toMatchObject({ total: 22.5 })
    expect((await ada.takeBack(data.redemption.id)).status).toBe(200)
    expect(await ada.cart(cart)).toMatchObject({ total: 35 })
    expect(await ada.balance()).toEqual({ available: 2_500, reserved: 500 })
  })

  it('gives the points back when it is taken back, once, and the code is good for nothing', async () => {
    const ada = await member(500)
    const cart = await shop.fillCart(ada, { mug: 2 })
    const { id, code } = (await ada.redeem(cart, { reward: 'five' }, 'a-key')).data.redemption
    const taken = await Promise.all([1, 2, 3].map(() => ada.takeBack(id)))
    expect(taken.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(taken[0]?.data).toEqual({ redemption: { id, points: 500, status: 'returned' } })
    expect(await ada.balance()).toEqual({ available: 500, reserved: 0 })
    expect(await ada.cart(cart)).toMatchObject({ total: 40, promotions: [] })
    await ada.call('POST', `/store/carts/${cart.id}/promotions`, { promo_codes: [code] })
    expect(await ada.cart(cart)).toMatchObject({ total: 40, promotions: [] })
    expect(refusal(await ada.redeem(cart, { reward: 'five' }, 'a-key'))).toEqual([409, 'REDEMPTION_ENDED'])
    const order = await shop.checkOut(ada, cart.id)
    expect(order.total).toBe(45)
    expect((await ada.redeem(await shop.fillCart(ada, { mug: 1 }), { reward: 'five' })).status).toBe(201)
  })

  it('refuses a cart that is not theirs, that is ordered, or has nothing to take off; no points are gone', async () => {
    const [ada, bob] = [await member(1_000), await member(0)]
    const [hers, his] = [await shop.fillCart(ada, { mug: 1 }), await shop.fillCart(bob, { mug: 1 })]
    const guests = await shop.fillCart(shop.guest('guest@example.com'), { mug: 1 })
    for (const cart of [his, guests, { id: 'cart_none' }])
      expect(refusal(await ada.redeem(cart, { reward: 'five' }))).toEqual([404, 'CART_UNKNOWN'])
    expect(refusal(await ada.redeem(await shop.fillCart(ada, {}), { reward: 'five' }))).toEqual([409, 'CART_REFUSED'])
    expect(refusal(await ada.redeem(hers, { reward: 'ship' }))).toEqual([409, 'CART_REFUSED']) // not chosen yet
    expect(refusal(await ada.redeem(hers, { reward: 'card' }))).toEqual([409, 'REWARD_UNSUPPORTED'])
    expect(refusal(await ada.redeem(hers, { reward: '__proto__' }))).toEqual([404, 'REWARD_UNKNOWN'])
    expect(refusal(await ada.redeem(hers, {}))).toEqual([400, 'POINTS_REFUSED'])
    expect(refusal(await bob.redeem(his, { reward: 'five' }))).toEqual([409, 'POINTS_TOO_FEW'])
    await shop.checkOut(ada, hers.id)
    expect(refusal(await ada.redeem(hers, { reward: 'five' }))).toEqual([409, 'CART_COMPLETED'])
    expect(await ada.balance()).toEqual({ available: 1_000, reserved: 0 })
    expect((await promotions()).filter(({ status }) => status === 'active')).toEqual([])
  })

  it('belongs to one customer: nobody else sees it or takes it back', async () => {
    const [ada, bob] = [await member(500), await member(500)]
    const cart = await shop.fillCart(ada, { mug: 1 })
    const { id, code } = (await ada.redeem(cart, { reward: 'five' }, 'key')).data.redemption
    expect(refusal(await bob.takeBack(id))).toEqual([404, 'REDEMPTION_UNKNOWN'])
    expect(await bob.redemptions()).toEqual([])
    const his = await shop.fillCart(bob, { mug: 1 })
    await bob.call('POST', `/store/carts/${his.id}/promotions`, { promo_codes: [code] })
    expect(await bob.cart(his)).toMatchObject({ total: 20, promotions: [] })
    const same = await bob.redeem(his, { reward: 'five' }, 'key')
    expect(same.data.redemption.id).not.toBe(id)
  })

  it('lets one of ten win that want the last points', async () => {
    const ada = await member(500)
    const carts = await Promise.all(Array.from({ length: 10 }, () => shop.fillCart(ada, { mug: 1 })))
    const answers = await Promise.all(carts.map((cart) => ada.redeem(cart, { reward: 'five' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)])
    expect(answers.filter(({ status }) => status === 409).map(({ data }) => data.code)).toEqual(
      Array(9).fill('POINTS_TOO_FEW'),
    )
    const totals = await Promise.all(carts.map(async (cart) => (await ada.cart(cart)).total))
    expect(totals.sort()).toEqual([15, ...Array(9).fill(20)])
    expect(await promotions()).toHaveLength(1)
    expect(await ada.balance()).toEqual({ available: 0, reserved: 500 })
  })

  it('redeems once for one key, and answers ten calls the same', async () => {
    const ada = await member(5_000)
    const cart = await shop.fillCart(ada, { mug: 2 })
    const answers = await Promise.all(Array.from({ length: 10 }, () => ada.redeem(cart, { reward: 'five' }, 'key')))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201))
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1)
    expect(await promotions()).toHaveLength(1)
    expect(await ada.balance()).toEqual({ available: 4_500, reserved: 500 })
    expect(await ada.cart(cart)).toMatchObject({ total: 35 })
    expect(refusal(await ada.redeem(cart, { reward: 'ship' }, 'key'))).toEqual([422, 'COMMAND_CONFLICT'])
    const withoutCart = await ada.call('POST', '/store/mot/me/redemptions', { id: 'key', reward: 'five' })
    expect(refusal(withoutCart)).toEqual([409, 'REDEMPTION_EXISTS'])
  })

  it('waits for whoever changes the cart, and then says when to come again', async () => {
    const ada = await member(500)
    const cart = await shop.fillCart(ada, { mug: 2 })
    const locks = getContainer().resolve(Modules.LOCKING)
    await locks.acquire(cart.id, { ownerId: 'somebody else', expire: 60 })
    const refused = await ada.redeem(cart, { reward: 'five' }, 'key')
    expect(refusal(refused)).toEqual([409, 'CART_BUSY'])
    expect(refused.headers['retry-after']).toBe('1')
    expect(await ada.balance()).toEqual({ available: 500, reserved: 0 })
    await locks.release(cart.id, { ownerId: 'somebody else' })
    expect((await ada.redeem(cart, { reward: 'five' }, 'key')).status).toBe(201)
  })

  it('and the order agree, whichever is first', async () => {
    const ada = await member(5_000)
    const seen = new Set<string>()
    for (const lead of [-200, -50, 0, 50]) {
      const cart = await shop.fillCart(ada, { mug: 2 })
      const before = (await ada.balance()).available
      await shop.prepare(ada, cart.id)
      // Another total takes another payment session: Medusa refuses the order until there is one.
      const placing = setTimeout(Math.max(lead, 0))
        .then(() => shop.placeOrder(ada, cart.id))
        .catch(() => shop.checkOut(ada, cart.id))
      await setTimeout(Math.max(-lead, 0))
      const answer = await ada.redeem(cart, { reward: 'five' })
      const order = await placing
      const spent = order.discount_total === 5 ? 500 : 0
      await vi.waitFor(
        async () => expect(await ada.balance()).toEqual({ available: before - spent, reserved: 0 }),
        10_000,
      )
      expect(answer.status === 201 || answer.data.code === 'CART_COMPLETED', JSON.stringify(answer)).toBe(true)
      seen.add(`${answer.status} ${spent}`)
    }
    expect([...seen].sort()).toEqual(['201 500', '409 0'])
    expect(await mot().engine.dead.list()).toEqual([])
  })

  it('comes back with an order that is canceled, and stays spent with one that is refunded', async () => {
    const ada = await member(1_000)
    const order = async () => {
      const cart = await shop.fillCart(ada, { mug: 2 })
      await ada.redeem(cart, { reward: 'five' })
      const { id } = await shop.checkOut(ada, cart.id)
      await vi.waitFor(async () => expect(await ada.balance()).toMatchObject({ reserved: 0 }), 10_000)
      return id
    }
    await shop.cancel(await order())
    await vi.waitFor(async () => expect(await ada.balance()).toEqual({ available: 1_000, reserved: 0 }), 10_000)
    const refunded = await order()
    await shop.capture(refunded)
    await shop.refund(refunded, 40)
    await vi.waitFor(async () => expect(await heard(ada.customerId)).toContain('order.refunded'), 10_000)
    expect(await ada.balance()).toEqual({ available: 500, reserved: 0 })
  })

  it('ends with an erasure: the code is good for nothing', async () => {
    const ada = await member(500)
    const cart = await shop.fillCart(ada, { mug: 2 })
    await ada.redeem(cart, { reward: 'five' })
    expect((await ada.call('POST', '/store/mot/me/erasure', { confirm: true })).status).toBe(200)
    expect(await ada.cart(cart)).toMatchObject({ total: 40, promotions: [] })
    expect((await promotions()).map(({ status }) => status)).toEqual(['inactive'])
  })
})
