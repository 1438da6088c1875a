// Every route of the plugin, by the list that its middlewares are made of: who is not let in, and what is not taken.
import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { Modules } from '@medusajs/framework/utils'
import { type Route, routes } from '../src/api/routes'
import { adminToken } from './support/admin'
import { withShop } from './support/shop-app'

/** A body that is right, where the route takes one, and calls that are not: queries as texts, bodies as objects. */
interface Sample {
  readonly body?: object
  readonly malformed: readonly (string | object)[]
}
const programme = { earn: [{ kind: 'spend', id: 'spend', rate: 1 }] }
const samples: Record<string, Sample> = {
  'GET /store/mot/me': { malformed: ['wallet=main'] },
  'GET /store/mot/me/statement': {
    malformed: ['limit=0', 'limit=101', 'limit=ten', 'offset=-1', 'limit=1&limit=2', 'order=at'],
  },
  'GET /store/mot/me/rewards': { malformed: ['limit=1'] },
  'POST /store/mot/me/redemptions': { body: { id: 'k', points: 1 }, malformed: [{ points: 0 }, { id: 'k k' }] },
  'GET /store/mot/me/redemptions': { malformed: ['limit=1'] },
  'DELETE /store/mot/me/redemptions/:id': { malformed: ['force=true'] },
  'GET /store/mot/me/referral': { malformed: ['limit=1'] },
  'POST /store/mot/me/referral': { body: { code: 'ADA-10' }, malformed: [{}, { code: 1 }, { code: '' }] },
  'GET /store/mot/me/reviews': { malformed: ['limit=1'] },
  'POST /store/mot/me/consents': {
    body: { channel: 'email', purpose: 'marketing', given: true },
    malformed: [{}, { channel: 'pigeon', purpose: 'marketing', given: true }],
  },
  'POST /store/mot/me/export': { body: {}, malformed: [{ format: 'csv' }] },
  'POST /store/mot/me/erasure': { body: { confirm: true }, malformed: [{}, { confirm: false }] },
  'POST /store/mot/reviews': { body: { token: 't', rating: 5 }, malformed: [{ token: 't', rating: 6 }, { rating: 5 }] },
  'GET /admin/mot/overview': { malformed: ['days=0', 'days=ten', 'days=1&days=2'] },
  'GET /admin/mot/dead': { malformed: ['limit=0', 'limit=101', 'after=', 'after=a%00'] },
  'POST /admin/mot/dead/retry': { body: { keys: ['k'] }, malformed: [{}, { keys: [] }, { keys: [1] }] },
  'POST /admin/mot/dead/drop': { body: { keys: ['k'] }, malformed: [{}, { keys: [] }, { keys: 'k' }] },
  'GET /admin/mot/customers/:id': { malformed: ['fields=*'] },
  'GET /admin/mot/customers/:id/explain': { malformed: ['rule=spend'] },
  'POST /admin/mot/customers/:id/adjustments': {
    body: { id: 'k', points: 1, reason: 'sorry' },
    malformed: [
      { points: 1, reason: 'sorry' },
      { id: 'k', points: 1 },
      { id: 'k', points: 1, reason: ' ' },
      { id: 'k', points: 1.5, reason: 'sorry' },
      { id: 'k', points: 1, reason: 'sorry', actor: 'usr_somebody' },
    ],
  },
  'GET /admin/mot/orders/:id': { malformed: ['fields=*'] },
  'GET /admin/mot/programme': { malformed: ['revision=1'] },
  'POST /admin/mot/programme': {
    body: { programme, basedOn: 0 },
    malformed: [{ programme }, { programme, basedOn: -1 }, { programme: [], basedOn: 0 }],
  },
  'POST /admin/mot/programme/simulation': {
    body: { programme },
    malformed: [{}, { programme, customers: 0 }, { programme, customers: 2_001 }],
  },
}
const nameOf = ({ method, path }: Route): string => `${method} ${path}`
const api = path.join(__dirname, '../src/api')
const files = readdirSync(api, { recursive: true, encoding: 'utf8' }).filter(
  (file) => path.basename(file) === 'route.ts',
)

withShop(({ getContainer, api: http }) => {
  it('lists every route that there is, and has a sample of each', async () => {
    const found = await Promise.all(
      files.map(async (file) => {
        const methods = Object.keys(await import(path.join(api, file)))
        return methods.map((method) => `${method} /${path.dirname(file).replaceAll(/\[(\w+)\]/g, ':$1')}`)
      }),
    )
    expect(routes.map(nameOf).sort()).toEqual(found.flat().sort())
    expect(Object.keys(samples).sort()).toEqual(found.flat().sort())
  })

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  async function customerToken(
    call: (method: string, url: string, data?: object, headers?: object) => Promise<Answer>,
  ) {
    const login = { email: `${randomUUID()}@example.com`, password: 'supersecret' }
    const registered = await call('POST', '/auth/customer/emailpass/register', login)
    await call('POST', '/store/customers', { email: login.email }, bearer(registered.data.token))
    return (await call('POST', '/auth/customer/emailpass', login)).data.token
  }
  interface Answer {
    readonly status: number
    readonly data: { readonly token: string }
  }

  it.each(['customer', 'anyone', 'admin'] as const)('guards the routes for %s', async (who) => {
    const [key] = await getContainer().resolve(Modules.API_KEY).listApiKeys({ type: 'publishable' })
    const call = (method: string, url: string, data?: object, headers: object = {}): Promise<Answer> =>
      http.request({
        method,
        url,
        data,
        headers: { 'x-publishable-api-key': key?.token, ...headers },
        validateStatus: () => true,
      })
    const [customer, admin] = [await customerToken(call), await adminToken(getContainer())]
    const [own, other] = who === 'admin' ? [admin, customer] : [customer, admin]
    const refused = { status: 400, data: { type: 'invalid_data' } }
    for (const route of routes.filter((one) => one.who === who)) {
      const { body, malformed } = samples[nameOf(route)] as Sample
      expect(body === undefined, `${nameOf(route)}: a body that is right`).toBe(route.body === undefined)
      const send = (headers: object, data = body, query = '') =>
        call(route.method, `${route.path.replace(':id', 'nobody')}?${query}`, data, headers)
      if (who !== 'anyone')
        for (const headers of [{}, bearer(`${own}x`), bearer(other)])
          expect(await send(headers), `${nameOf(route)} ${JSON.stringify(headers)}`).toMatchObject({ status: 401 })
      const headers = bearer(own)
      if (who !== 'admin')
        expect(await send({ ...headers, 'x-publishable-api-key': '' }), nameOf(route)).toMatchObject({ status: 400 })
      for (const query of ['customer_id=cus_ada', ...malformed.filter((one) => typeof one === 'string')])
        expect(await send(headers, body, query), `${nameOf(route)} ${query}`).toMatchObject(refused)
      if (!body) continue
      const broken = Object.keys(body).map((field) => ({ ...body, [field]: { not: 'this' } }))
      const wrong = malformed.filter((one) => typeof one === 'object')
      for (const one of [{ ...body, customer_id: 'cus_ada' }, ...broken, ...wrong])
        expect(await send(headers, one), `${nameOf(route)} ${JSON.stringify(one)}`).toMatchObject(refused)
    }
  })
})
