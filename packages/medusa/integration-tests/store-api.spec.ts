// The store API over HTTP: what customers get of their own, and how they are refused.
import { randomUUID } from 'node:crypto'
import { Modules } from '@medusajs/framework/utils'
import { createReviewToken } from '@motkit/reviews'
import type { MotService } from '../src'
import { withShop } from './support/shop-app'

const reviewSecrets = ['a secret of the tests, of 32 bytes or more']
process.env.MOT_OPTIONS = JSON.stringify({
  programme: {
    earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1 } }],
    rewards: {
      'five-off': { points: 500, kind: 'coupon', amount: { amount: 500, currency: 'EUR' } },
      hamper: { points: 2_000, kind: 'free-product', productId: 'prod_hamper', limit: 1 },
    },
    tiers: { by: { wallet: 'main' }, levels: [{ id: 'silver', enter: 1_000 }] },
  },
  reviews: {},
  reviewSecrets,
  coupons: { secret: 'only the tests know these 32 bytes' },
  referrals: { secret: 'sixteen or more.', link: 'https://shop.example/welcome?from=club' },
  handlers: { 'reward.revoke': 'none' },
  erasureKey: 'a key that only the tests know',
})
afterAll(() => {
  delete process.env.MOT_OPTIONS
})

withShop(({ getContainer, api: http }) => {
  const mot = () => getContainer().resolve<MotService>('mot')
  let key = ''
  beforeEach(async () => {
    const [found] = await getContainer().resolve(Modules.API_KEY).listApiKeys({ type: 'publishable' })
    key = found?.token ?? ''
  })
  const call = (method: string, url: string, { body, headers = {} }: { body?: object; headers?: object } = {}) =>
    http.request({
      method,
      url,
      data: body,
      headers: { 'x-publishable-api-key': key, ...headers },
      validateStatus: () => true,
    })
  /** By HTTP, as a storefront does it. */
  async function register(name: string) {
    const login = { email: `${name}-${randomUUID()}@example.com`, password: 'supersecret' }
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
    const { data: registered } = await call('POST', '/auth/customer/emailpass/register', { body: login })
    const created = await call('POST', '/store/customers', {
      body: { email: login.email },
      headers: bearer(registered.token),
    })
    const { data: session } = await call('POST', '/auth/customer/emailpass', { body: login })
    const headers = bearer(session.token)
    return {
      id: created.data.customer.id as string,
      headers,
      get: (url: string) => call('GET', `/store/mot/me${url}`, { headers }),
      post: (url: string, body: object = {}, more: object = {}) =>
        call('POST', `/store/mot/me${url}`, { body, headers: { ...headers, ...more } }),
    }
  }
  type Customer = Awaited<ReturnType<typeof register>>
  async function give(to: Customer, points: number) {
    await to.get('') // known from now on, whether or not the bus was faster
    const given = await mot().engine.loyalty?.adjust({
      customer: { id: to.id },
      points,
      reason: 'a present',
      actor: 'usr_1',
    })
    expect(given).toMatchObject({ ok: true })
  }

  it('shows customers what is theirs, and nothing of others', async () => {
    const [ada, bob] = [await register('ada'), await register('bob')]
    await give(ada, 700)
    await give(ada, 500)
    expect((await ada.get('')).data).toMatchObject({
      stage: 'prospect',
      balances: { main: { available: 1_200, pending: 0, reserved: 0, owed: 0 } },
      tier: { tier: 'silver', qualifying: 1_200 },
    })
    expect((await bob.get('')).data).toMatchObject({ balances: { main: { available: 0 } }, tier: { qualifying: 0 } })

    const { data: statement } = await ada.get('/statement?limit=1&offset=1')
    expect(statement).toEqual({
      lines: [
        {
          at: expect.any(String),
          what: 'adjusted',
          wallet: 'main',
          points: 700,
          subject: expect.stringMatching(/^adjustment/),
          why: 'a present',
          total: 700,
        },
      ],
      count: 2,
      limit: 1,
      offset: 1,
    })
    expect((await bob.get('/statement')).data).toMatchObject({ lines: [], count: 0 })

    const { data: catalogue } = await ada.get('/rewards')
    expect(catalogue.rewards).toMatchObject([
      { id: 'five-off', points: 500, affordable: true, missing: 0 },
      { id: 'hamper', points: 2_000, affordable: false, missing: 800 },
    ])
    expect((await bob.get('/rewards')).data.rewards).toMatchObject([{ affordable: false }, { affordable: false }])

    const { data: exported } = await ada.post('/export')
    expect(exported).toMatchObject({ exportedAt: expect.any(String), journey: expect.any(Object), actions: [] })
    expect(exported.events.map(({ type }: { type: string }) => type)).toContain('points.adjusted')
    expect(JSON.stringify(exported)).toContain(ada.id)
    expect(JSON.stringify(exported)).not.toContain('usr_1')
    expect(JSON.stringify((await bob.post('/export')).data)).not.toContain(ada.id)
  })

  it('redeems once for a key, and answers it the same again', async () => {
    const [ada, bob] = [await register('ada'), await register('bob')]
    await give(ada, 1_200)
    await give(bob, 1_200)
    const first = await ada.post('/redemptions', { reward: 'five-off' }, { 'idempotency-key': 'k1' })
    expect(first).toMatchObject({ status: 201, data: { redemption: { points: 500, left: 700 } } })
    const again = await ada.post('/redemptions', { reward: 'five-off', id: 'k1' })
    expect([again.status, again.data]).toEqual([201, first.data])
    expect((await ada.get('')).data.balances.main.available).toBe(700)
    const other = await ada.post('/redemptions', { points: 5, id: 'k1' })
    expect(other).toMatchObject({ status: 422, data: { code: 'COMMAND_CONFLICT' } })
    const bobs = await bob.post('/redemptions', { reward: 'five-off', id: 'k1' })
    expect(bobs).toMatchObject({ status: 201, data: { redemption: { left: 700 } } })
  })

  it('says by a code why nothing is redeemed', async () => {
    const ada = await register('ada')
    await give(ada, 100)
    const redeem = async (body: object) => {
      const { status, data } = await ada.post('/redemptions', { id: randomUUID(), ...body })
      return [status, data.type, data.code]
    }
    expect(await redeem({ reward: 'five-off' })).toEqual([409, 'conflict', 'POINTS_TOO_FEW'])
    expect(await redeem({ reward: 'yacht' })).toEqual([404, 'not_found', 'REWARD_UNKNOWN'])
    expect(await redeem({ reward: '__proto__' })).toEqual([404, 'not_found', 'REWARD_UNKNOWN'])
    expect(await redeem({ points: 1, wallet: 'gems' })).toEqual([404, 'not_found', 'WALLET_UNKNOWN'])
    expect(await redeem({ reward: 'five-off', points: 1 })).toEqual([400, 'invalid_data', 'POINTS_REFUSED'])
    expect(await redeem({})).toEqual([400, 'invalid_data', 'INPUT_INVALID'])
    const unnamed = await ada.post('/redemptions', { points: 1 })
    expect(unnamed).toMatchObject({ status: 400, data: { code: 'INPUT_INVALID', details: { path: 'id' } } })
    expect((await ada.get('')).data.balances.main.available).toBe(100)
  })

  it('lets one of ten win that want the same points', async () => {
    const ada = await register('ada')
    await give(ada, 500)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ada.post('/redemptions', { reward: 'five-off', id: randomUUID() })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)])
    expect((await ada.get('')).data.balances.main.available).toBe(0)
  })

  it('keeps the latest word on consent, and shows what reviews are planned', async () => {
    const ada = await register('ada')
    const consent = { channel: 'email', purpose: 'marketing' }
    expect(await ada.post('/consents', { ...consent, given: true })).toMatchObject({ status: 201 })
    const withdrawn = await ada.post('/consents', { ...consent, given: false })
    expect(withdrawn.data).toMatchObject({ consent: { ...consent, given: false } })
    const journey = await mot().engine.journey({ id: ada.id })
    expect(journey).toMatchObject({
      value: { slices: { consents: { 'email/marketing': { value: false } } } },
    })
    expect((await ada.get('/reviews')).data).toEqual({ reviews: [] })
    await placed(ada, 'order_7')
    expect((await ada.get('/reviews')).data.reviews).toMatchObject([{ orderId: 'order_7' }])
  })

  it('takes one review for a token', async () => {
    const ada = await register('ada')
    const orderId = `order_${randomUUID()}`
    await placed(ada, orderId)
    const now = new Date().toISOString()
    const token = await createReviewToken({
      secrets: reviewSecrets,
      now,
      customer: { id: ada.id },
      orderId,
      requestId: 'ask',
    })
    const review = (body: object) => call('POST', '/store/mot/reviews', { body: { token, rating: 5, ...body } })
    expect(await review({ token: 'a.b.c' })).toMatchObject({ status: 403, data: { code: 'TOKEN_INVALID' } })
    expect(await review({ productId: 'p1' })).toMatchObject({ status: 403, data: { code: 'TOKEN_SCOPE' } })
    expect(await review({ body: 'good' })).toMatchObject({ status: 201, data: { review: { id: expect.any(String) } } })
    expect(await review({ rating: 1 })).toMatchObject({ status: 409, data: { code: 'TOKEN_USED' } })
  })

  it('gives a code for friends, the same each time, and takes that of a friend', async () => {
    const [ada, bob] = [await register('ada'), await register('bob')]
    const { data } = await ada.get('/referral')
    const { code, link } = data.referral
    expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    expect(link).toBe(`https://shop.example/welcome?from=club&ref=${code}`)
    expect((await ada.get('/referral')).data).toEqual(data)
    expect((await bob.get('/referral')).data.referral.code).not.toBe(code)
    for (const _ of [1, 2])
      expect(await bob.post('/referral', { code })).toMatchObject({
        status: 201,
        data: { referral: { referredBy: code } },
      })
    expect(await bob.post('/referral', { code: 'EVE-10' })).toMatchObject({ status: 201 })
    const journey = await mot().engine.journey({ id: bob.id })
    const arrival = journey.ok && (journey.value.slices as { referred?: { arrival?: object } }).referred?.arrival
    expect(arrival).toMatchObject({ code: code.replaceAll('-', '') })
    for (const wrong of ['abc', '----------', 'a'.repeat(41)])
      expect((await bob.post('/referral', { code: wrong })).status, wrong).toBe(400)
  })

  it('shows what was redeemed, with the code that it is given by', async () => {
    const ada = await register('ada')
    await give(ada, 2_500)
    const redeemed = await ada.post('/redemptions', { reward: 'five-off', id: 'k1' })
    const { id, code } = redeemed.data.redemption
    expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/)
    await ada.post('/redemptions', { points: 5, id: 'k2' })
    expect((await ada.get('/redemptions')).data.redemptions).toMatchObject([
      { points: 5, status: 'spent' },
      { id, points: 500, reward: 'five-off', status: 'spent', code },
    ])
    await mot().engine.catchUp()
    const [promotion] = await getContainer().resolve(Modules.PROMOTION).listPromotions({ code })
    expect(promotion?.status).toBe('active')
    const back = await call('DELETE', `/store/mot/me/redemptions/${id}`, { headers: ada.headers })
    expect(back).toMatchObject({ status: 409, data: { code: 'REDEMPTION_ENDED' } })
  })

  it('forgets a customer for good', async () => {
    const ada = await register('ada')
    await give(ada, 100)
    expect(await ada.post('/erasure', {})).toMatchObject({ status: 400 })
    expect(await ada.post('/erasure', { confirm: true })).toMatchObject({
      status: 200,
      data: { erased: true, at: expect.any(String), removed: { events: expect.any(Number), actions: 0 } },
    })
    expect(await ada.get('')).toMatchObject({ status: 404, data: { code: 'CUSTOMER_UNKNOWN' } })
    const consent = { channel: 'email', purpose: 'marketing', given: true }
    expect(await ada.post('/consents', consent)).toMatchObject({ status: 410, data: { code: 'CUSTOMER_ERASED' } })
  })

  const placed = ({ id }: Customer, orderId: string) =>
    mot().engine.ingest({
      id: randomUUID(),
      source: 'test',
      type: 'order.placed',
      time: new Date(Date.now() - 60_000).toISOString(),
      customer: { id },
      data: { orderId, total: { amount: 4_200, currency: 'EUR' } },
    })
})
