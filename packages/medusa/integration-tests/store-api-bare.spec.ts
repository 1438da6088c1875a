// A shop that runs the engine alone: what needs a part of motkit that is not there says so.
import { randomUUID } from 'node:crypto'
import { Modules } from '@medusajs/framework/utils'
import { withShop } from './support/shop-app'

process.env.MOT_OPTIONS = '{}'
afterAll(() => {
  delete process.env.MOT_OPTIONS
})

withShop(({ getContainer, api: http }) => {
  it('answers 404 and a code', async () => {
    const [key] = await getContainer().resolve(Modules.API_KEY).listApiKeys({ type: 'publishable' })
    const call = (method: string, url: string, data?: object, authorization?: string) =>
      http.request({
        method,
        url,
        data,
        headers: { 'x-publishable-api-key': key?.token, ...(authorization && { authorization }) },
        validateStatus: () => true,
      })
    const login = { email: `${randomUUID()}@example.com`, password: 'supersecret' }
    const registered = await call('POST', '/auth/customer/emailpass/register', login)
    await call('POST', '/store/customers', { email: login.email }, `Bearer ${registered.data.token}`)
    const { data: session } = await call('POST', '/auth/customer/emailpass', login)
    const ask = async (method: string, url: string, body?: object) => {
      const { status, data } = await call(method, `/store/mot${url}`, body, `Bearer ${session.token}`)
      return [status, data.code, data.details?.path]
    }
    expect(await ask('GET', '/me')).toEqual([200, undefined, undefined])
    expect(await ask('GET', '/me/statement')).toEqual([404, 'PART_MISSING', 'programme'])
    expect(await ask('GET', '/me/rewards')).toEqual([404, 'PART_MISSING', 'programme'])
    expect(await ask('POST', '/me/redemptions', { id: 'k', points: 1 })).toEqual([404, 'PART_MISSING', 'programme'])
    expect(await ask('GET', '/me/redemptions')).toEqual([404, 'PART_MISSING', 'programme'])
    expect(await ask('DELETE', '/me/redemptions/red_1')).toEqual([404, 'PART_MISSING', 'programme'])
    expect(await ask('GET', '/me/referral')).toEqual([404, 'PART_MISSING', 'referrals'])
    expect(await ask('POST', '/me/referral', { code: 'ADA-10' })).toEqual([404, 'PART_MISSING', 'referrals'])
    expect(await ask('GET', '/me/reviews')).toEqual([404, 'PART_MISSING', 'reviews'])
    expect(await ask('POST', '/reviews', { token: 't', rating: 5 })).toEqual([404, 'PART_MISSING', 'reviews'])
    expect(await ask('POST', '/me/erasure', { confirm: true })).toEqual([404, 'ERASURE_KEY_MISSING', 'erasureKey'])
  })
})
