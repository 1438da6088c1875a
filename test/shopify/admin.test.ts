/** The client of the Admin API against a server on loopback that fails in every way. */
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as timer } from 'node:timers/promises'
import { MotError, virtualClock } from '@motkit/core'
import { type AdminOptions, createShopifyAdmin, defineOperation } from '@motkit/shopify'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { credit, done, name, SHOP, tag } from './support/admin-operations.ts'
import { type AdminAnswer, adminServer, fetchTo, json } from './support/admin-server.ts'
import { untrusted } from './support/untrusted.ts'

const status =
  (code: number, headers: Record<string, string> = {}): AdminAnswer =>
  (response) =>
    json(response, { errors: `status ${code}` }, code, headers)
const errors =
  (code: string, more: object = {}, body: object = {}): AdminAnswer =>
  (response) =>
    json(response, { errors: [{ message: `of ${code}`, extensions: { code }, ...more }], ...body })
const throttled = (currentlyAvailable: number) => {
  const throttleStatus = { maximumAvailable: 2_000, currentlyAvailable, restoreRate: 100 }
  return errors('THROTTLED', {}, { extensions: { cost: { requestedQueryCost: 40, throttleStatus } } })
}
const hangUp: AdminAnswer = (_response, _call, request) => request.socket.destroy()

async function setup(answers: readonly AdminAnswer[], more: Partial<AdminOptions> = {}) {
  const server = await adminServer(...answers)
  const clock = virtualClock('2026-11-01T10:00:00Z')
  const waits: number[] = []
  const admin = createShopifyAdmin({
    accessToken: () => 'shpat',
    fetch: server.fetch,
    clock,
    async rest(ms) {
      waits.push(ms)
      clock.set(clock.now() + ms)
    },
    ...more,
  })
  return { ...server, waits, admin, credit: () => admin.run(SHOP, credit, { amount: '5.00' }) }
}

describe('a call', () => {
  test('goes to the shop, with its token, and is read', async () => {
    const { admin, calls } = await setup([done], { apiVersion: '2026-07' })
    expect(await admin.run(SHOP, name, {})).toEqual({ ok: true, value: { shop: { name: 'Tea' } } })
    expect(calls).toMatchObject([{ token: 'shpat', url: '/admin/api/2026-07/graphql.json', query: name.document }])
  })
  test('carries what is to be done', async () => {
    const { credit, calls } = await setup([done])
    expect(await credit()).toEqual({ ok: true, value: { storeCreditAccountCredit: { balance: '5.00' } } })
    expect(calls).toMatchObject([{ variables: { amount: '5.00' }, url: '/admin/api/2026-10/graphql.json' }])
  })
  test('is to one of the shops, and to nobody else', async () => {
    const { admin, calls } = await setup([done])
    for (const shop of ['evil.example.com', 'tea.myshopify.com.evil.com', 'tea.myshopify.com/', 'x@y', ''])
      expect(await admin.run(shop, name, {})).toMatchObject({
        error: { code: 'SHOPIFY_SHOP_INVALID', details: { path: 'shop', received: shop } },
      })
    expect(calls).toEqual([])
  })
  test('with what JSON cannot say is a mistake of the caller', async () => {
    const { admin, calls } = await setup([done])
    await expect(admin.run(SHOP, credit, { amount: 5n as never })).rejects.toThrow('BigInt')
    expect(calls).toEqual([])
  })
  test('is one span, and each attempt is counted', async () => {
    const counted: unknown[] = []
    const spans: unknown[] = []
    const { credit } = await setup([status(429), done], {
      telemetry: {
        span(...[name, attributes, work]) {
          spans.push([name, attributes])
          return work()
        },
        count: (name, by, attributes) => counted.push([name, by, attributes]),
      },
    })
    await credit()
    expect(spans).toEqual([['motkit.shopify.call', { 'motkit.operation': 'credit', 'motkit.shop': SHOP }]])
    expect(counted).toEqual([
      ['motkit.shopify.calls', 1, { 'motkit.operation': 'credit', 'motkit.outcome': 'throttled' }],
      ['motkit.shopify.calls', 1, { 'motkit.operation': 'credit', 'motkit.outcome': 'answered' }],
    ])
  })
})

describe('an operation', () => {
  const definition = { name: 'one', document: 'query one { shop { id } }', result: z.object({}) }
  test('is what its document says', () => {
    expect(defineOperation()(definition)).toMatchObject({ kind: 'query', repeatable: true })
    const mutation = { ...definition, document: '# why\n  mutation one { act { userErrors { message } } }' }
    expect(defineOperation()(mutation)).toMatchObject({ kind: 'mutation', repeatable: false })
  })
  test.each([
    '{ shop { id } }',
    'query other { shop { id } }',
    'subscription one { shop { id } }',
    'mutation one { act { id } }',
    '',
  ])('that is named otherwise, or asks for too little, is refused: %s', (document) => {
    expect(() => defineOperation()({ ...definition, document })).toThrow(
      expect.objectContaining({ code: 'SETUP_INVALID', details: expect.objectContaining({ path: 'document' }) }),
    )
  })
})

describe('what had no effect is sent again', () => {
  test('after the seconds of Retry-After', async () => {
    const { credit, calls, waits } = await setup([status(429, { 'retry-after': '2.0' }), done])
    expect(await credit()).toMatchObject({ ok: true })
    // Two seconds, and one until 50 points have flowed in again.
    expect([calls.length, waits]).toEqual([2, [3_000]])
  })
  test('when the date of Retry-After has come', async () => {
    const { credit, waits } = await setup([status(429, { 'retry-after': 'Sun, 01 Nov 2026 10:00:04 GMT' }), done])
    expect(await credit()).toMatchObject({ ok: true })
    expect(waits).toEqual([5_000])
  })
  test('when the shop has the points again, as Shopify says', async () => {
    const { credit, calls, waits } = await setup([throttled(10), done])
    expect(await credit()).toMatchObject({ ok: true })
    // 40 points, and 100 that are left alone, less 10: at 100 a second.
    expect([calls.length, waits]).toEqual([2, [1_300]])
  })
  test('until it has taken too long', async () => {
    const { credit, calls, waits } = await setup([status(429, { 'retry-after': '90' })])
    expect(await credit()).toMatchObject({ error: { code: 'SHOPIFY_THROTTLED', retryable: true, retryAfter: 90 } })
    expect([calls.length, waits]).toEqual([1, []])
  })
  test('and not at all where the wait would be too long: nobody else tries meanwhile', async () => {
    const { admin, credit, calls } = await setup([status(429, { 'retry-after': '90' }), done])
    await credit()
    expect(await credit()).toMatchObject({ error: { code: 'SHOPIFY_THROTTLED', retryable: true, retryAfter: 91 } })
    expect(calls).toHaveLength(1)
    expect(await admin.run('b.myshopify.com', name, {})).toMatchObject({ ok: true })
  })
  test('or too often', async () => {
    const { credit, calls } = await setup([status(429)], { retry: { attempts: 3, firstMs: 10 } })
    expect(await credit()).toMatchObject({ error: { code: 'SHOPIFY_THROTTLED', retryable: true } })
    expect(calls).toHaveLength(3)
  })
  test('where nobody listened', async () => {
    const port = await freePort()
    let asked = 0
    const fetch: typeof globalThis.fetch = (url, init) => {
      asked++
      return fetchTo(port)(url, init)
    }
    const { credit, waits } = await setup([], { fetch, retry: { attempts: 3, firstMs: 100 } })
    expect(await credit()).toMatchObject({ error: { code: 'SHOPIFY_UNREACHABLE', retryable: true } })
    expect(asked).toBe(3)
    const [first = 0, second = 0] = waits
    expect([first >= 50 && first <= 101, second >= 100 && second <= 201]).toEqual([true, true])
  })
  test('where the name is not known', async () => {
    const fetch: typeof globalThis.fetch = (url, init) =>
      globalThis.fetch(String(url).replace(SHOP, 'tea.invalid'), init)
    const { credit } = await setup([], { fetch, retry: { attempts: 2 } })
    expect(await credit()).toMatchObject({ error: { code: 'SHOPIFY_UNREACHABLE' } })
  })
  test('where the server is not who it says', async () => {
    const server = createSecureServer(untrusted, () => expect.fail('nothing is sent'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const fetch = fetchTo((server.address() as AddressInfo).port, 'https')
    const { credit } = await setup([], { fetch, retry: { attempts: 2 } })
    expect(await credit()).toMatchObject({
      error: { code: 'SHOPIFY_UNREACHABLE', cause: { cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } } },
    })
  })
})

describe('the access token', () => {
  const newOnRefresh = () => vi.fn((_shop: string, { refresh }: { refresh: boolean }) => (refresh ? 'new' : 'old'))
  test('is asked for anew where Shopify refuses it, once', async () => {
    const accessToken = newOnRefresh()
    const { credit, calls } = await setup([status(401), done], { accessToken })
    expect(await credit()).toMatchObject({ ok: true })
    expect(calls.map(({ token }) => token)).toEqual(['old', 'new'])
    expect(accessToken.mock.calls.filter(([, { refresh }]) => refresh)).toHaveLength(1)
  })
  test('that is refused twice is the end', async () => {
    const { credit, calls } = await setup([status(401)], { accessToken: newOnRefresh() })
    expect(await credit()).toMatchObject({
      error: { code: 'SHOPIFY_UNAUTHORIZED', retryable: false, details: { status: 401 } },
    })
    expect(calls).toHaveLength(2)
  })
  test('is got anew once for all calls of a shop that need it', async () => {
    let present = 'old'
    const accessToken = vi.fn(async (_shop: string, { refresh }: { refresh: boolean }) => {
      await timer(20)
      if (refresh) present = 'new'
      return present
    })
    const answer: AdminAnswer = (response, call, request) =>
      call.token === 'new' ? done(response, call, request) : status(401)(response, call, request)
    const { credit, admin } = await setup([answer], { accessToken })
    const answers = await Promise.all([...Array.from({ length: 10 }, credit), admin.run('b.myshopify.com', name, {})])
    expect(answers.every(({ ok }) => ok)).toBe(true)
    expect(accessToken.mock.calls.filter(([shop, { refresh }]) => refresh && shop === SHOP)).toHaveLength(1)
  })
  test('is not got anew where another process has done so', async () => {
    const tokens = ['old', 'of another process']
    const accessToken = vi.fn(() => tokens.shift() ?? expect.fail())
    const { credit, calls } = await setup([status(401), done], { accessToken })
    expect(await credit()).toMatchObject({ ok: true })
    expect(calls.map(({ token }) => token)).toEqual(['old', 'of another process'])
    expect(accessToken.mock.calls).toEqual([
      [SHOP, { refresh: false }],
      [SHOP, { refresh: false }],
    ])
  })
  test.each([
    ['is not there', () => undefined, { code: 'SHOPIFY_UNAUTHORIZED', retryable: false }],
    ['throws', () => Promise.reject(new Error('away')), { code: 'SHOPIFY_TOKEN_UNAVAILABLE', retryable: true }],
    [
      'says that it will not come',
      () => Promise.reject(new MotError('GONE', 'uninstalled')),
      { code: 'SHOPIFY_TOKEN_UNAVAILABLE', retryable: false, cause: { code: 'GONE' } },
    ],
    [
      'does not come',
      () => new Promise<string>(() => undefined),
      { code: 'SHOPIFY_TOKEN_UNAVAILABLE', retryable: true },
    ],
  ])('that %s: nothing is sent', async (_, accessToken, error) => {
    const { credit, calls } = await setup([done], { accessToken, timeoutMs: 50 })
    expect(await credit()).toMatchObject({ ok: false, error })
    expect(calls).toEqual([])
  })
})

describe('what Shopify refuses', () => {
  const reasons = [
    { field: ['basicCodeDiscount', 'codes', 0], code: 'TAKEN', message: 'Code must be unique.' },
    { field: null, message: 'Too many.' },
  ]
  test('is not sent again, and says each reason', async () => {
    const answer: AdminAnswer = (response) =>
      json(response, { data: { storeCreditAccountCredit: { balance: null, userErrors: reasons } } })
    const { credit, calls } = await setup([answer])
    expect(await credit()).toMatchObject({
      error: {
        code: 'SHOPIFY_REFUSED',
        retryable: false,
        message: expect.stringContaining('Code must be unique. Too many.'),
        details: {
          operation: 'credit',
          shop: SHOP,
          errors: [
            { path: 'basicCodeDiscount.codes.0', code: 'TAKEN', message: 'Code must be unique.' },
            { path: '', code: '', message: 'Too many.' },
          ],
        },
      },
    })
    expect(calls).toHaveLength(1)
  })
  const root = { data: { storeCreditAccountCredit: null } }
  test.each([
    ['a document', errors('undefinedField'), 'SHOPIFY_REFUSED', 'undefinedField'],
    ['a cost', errors('MAX_COST_EXCEEDED'), 'SHOPIFY_REFUSED', 'MAX_COST_EXCEEDED'],
    [
      'for want of a scope',
      errors('ACCESS_DENIED', { path: ['storeCreditAccountCredit'] }, root),
      'SHOPIFY_SCOPE_MISSING',
      'ACCESS_DENIED',
    ],
    ['by status 403', status(403), 'SHOPIFY_SCOPE_MISSING', 'HTTP_403'],
    ['of a shop that is frozen', status(402), 'SHOPIFY_REFUSED', 'HTTP_402'],
    ['of a shop that is not there', status(404), 'SHOPIFY_REFUSED', 'HTTP_404'],
    // As it comes: the path is one of the document, and there is no data.
    [
      'a field that is not there',
      errors('undefinedField', { path: ['mutation credit', 'storeCreditAccountCredit', 'balances'] }),
      'SHOPIFY_REFUSED',
      'undefinedField',
    ],
  ])('%s', async (_, answer, code, reason) => {
    const { credit, calls } = await setup([answer])
    expect(await credit()).toMatchObject({ error: { code, retryable: false, details: { errors: [{ code: reason }] } } })
    expect(calls).toHaveLength(1)
  })
  test.each([301, 302, 307, 308])('by sending elsewhere, with %i: the token goes nowhere else', async (code) => {
    const elsewhere = await adminServer(done)
    const { credit, calls } = await setup([status(code, { location: `http://127.0.0.1:${elsewhere.port}/` })])
    expect(await credit()).toMatchObject({ error: { code: 'SHOPIFY_REFUSED', details: { status: code } } })
    expect([calls.length, elsewhere.calls.length]).toEqual([1, 0])
  })
})

describe('what may have had an effect', () => {
  const lost: [string, AdminAnswer][] = [
    ['a lost answer', hangUp],
    ['status 502', status(502)],
    ['status 503, which says when', status(503, { 'retry-after': '1' })],
    ['an error within Shopify', errors('INTERNAL_SERVER_ERROR', { path: ['storeCreditAccountCredit'] })],
    ['half an answer', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":')],
    [
      'an answer cut off',
      (response) =>
        void response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': 99 })
          .write('{"data":', () => response.destroy()),
    ],
    ['a page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
    ['an answer of nothing', (response) => json(response, {})],
    ['null', (response) => json(response, null)],
    ['errors that are none', (response) => json(response, { errors: 7 })],
    ['no answer in time', () => timer(300)],
  ]
  test.each(lost)('is never sent again where that is not the same: %s', async (_, answer) => {
    const { credit, calls } = await setup([answer, done], { timeoutMs: 150 })
    expect(await credit()).toMatchObject({ error: { code: 'SHOPIFY_OUTCOME_UNKNOWN', retryable: false } })
    expect(calls).toHaveLength(1)
  })
  test.each(lost)('is sent again where that is the same: %s', async (_, answer) => {
    const { admin, calls } = await setup([answer, done, answer, done], { timeoutMs: 150 })
    expect(await admin.run(SHOP, tag, { tags: ['gold'] })).toMatchObject({ ok: true })
    expect(await admin.run(SHOP, name, {})).toMatchObject({ ok: true })
    expect(calls).toHaveLength(4)
  })
  test('and stays unknown, whatever stops the next attempt', async () => {
    for (const stop of [status(429, { 'retry-after': '90' }), status(401), status(403)]) {
      const { admin } = await setup([hangUp, stop])
      expect(await admin.run(SHOP, tag, { tags: ['gold'] })).toMatchObject({
        error: { code: 'SHOPIFY_OUTCOME_UNKNOWN', retryable: true, cause: expect.any(Error) },
      })
    }
  })
  test('is not a query', async () => {
    const { admin, calls } = await setup([hangUp], { retry: { attempts: 2 } })
    expect(await admin.run(SHOP, name, {})).toMatchObject({ error: { code: 'SHOPIFY_UNREACHABLE', retryable: true } })
    expect(calls).toHaveLength(2)
  })
})

describe('an answer of another shape', () => {
  test('to a mutation says that it was carried out', async () => {
    const { credit, calls } = await setup([
      (response) => json(response, { data: { storeCreditAccountCredit: { balance: 5 } } }),
    ])
    expect(await credit()).toMatchObject({
      error: {
        code: 'SHOPIFY_ANSWER_UNREADABLE',
        retryable: false,
        details: { path: 'data.storeCreditAccountCredit.balance', carriedOut: true },
      },
    })
    expect(calls).toHaveLength(1)
  })
  test('to a query says where', async () => {
    const { admin } = await setup([(response) => json(response, { data: {} })])
    expect(await admin.run(SHOP, name, {})).toMatchObject({
      error: { code: 'SHOPIFY_ANSWER_UNREADABLE', details: { path: 'data.shop', carriedOut: false } },
    })
  })
  const denied = { path: ['storeCreditAccountCredit', 'owner', 'email'] }
  test('where a part of what was carried out may not be seen, is read as it is', async () => {
    const data = { storeCreditAccountCredit: { balance: '5.00', owner: null, userErrors: [] } }
    const { credit } = await setup([errors('ACCESS_DENIED', denied, { data })])
    expect(await credit()).toMatchObject({ ok: true })
    const hidden = await setup([errors('ACCESS_DENIED', denied, { data: { storeCreditAccountCredit: null } })])
    expect(await hidden.credit()).toMatchObject({
      error: { code: 'SHOPIFY_ANSWER_UNREADABLE', details: { carriedOut: true } },
    })
  })
})

describe('a call that is given up', () => {
  test('before it was sent had no effect', async () => {
    const { admin, calls } = await setup([done])
    const answer = await admin.run(SHOP, credit, { amount: '1' }, { signal: AbortSignal.abort('enough') })
    expect(answer).toMatchObject({ error: { code: 'SHOPIFY_ABORTED', retryable: true, cause: 'enough' } })
    expect(calls).toEqual([])
  })
  test('while it waits had none either', async () => {
    const halt = new AbortController()
    const { admin, calls } = await setup([status(429, { 'retry-after': '20' })], {
      rest: (ms, signal) => timer(ms, undefined, { signal }),
    })
    const answer = admin.run(SHOP, credit, { amount: '1' }, { signal: halt.signal })
    await vi.waitFor(() => expect(calls).toHaveLength(1))
    await timer(20)
    halt.abort()
    expect(await answer).toMatchObject({ error: { code: 'SHOPIFY_ABORTED' } })
    expect(calls).toHaveLength(1)
  })
  test('under way may have had one', async () => {
    const halt = new AbortController()
    const { admin, calls } = await setup([() => halt.abort()])
    const answer = await admin.run(SHOP, credit, { amount: '1' }, { signal: halt.signal })
    expect(answer).toMatchObject({ error: { code: 'SHOPIFY_OUTCOME_UNKNOWN', retryable: false } })
    expect(calls).toHaveLength(1)
    const again = new AbortController()
    const repeatable = await setup([() => again.abort()])
    expect(await repeatable.admin.run(SHOP, tag, { tags: [] }, { signal: again.signal })).toMatchObject({
      error: { code: 'SHOPIFY_OUTCOME_UNKNOWN', retryable: true, cause: expect.anything() },
    })
    expect(repeatable.calls).toHaveLength(1)
  })
})

test('a budget that cannot be told fails nothing', async () => {
  const turn = { isTaken: true, points: 10, waitMs: 0 }
  const settle = () => {
    throw new Error('away')
  }
  const { credit } = await setup([status(429), done], { budget: { reserve: async () => turn, settle } })
  expect(await credit()).toMatchObject({ ok: true })
})
test('a budget that fails lets nothing go', async () => {
  const budget = { reserve: () => Promise.reject(new Error('away')), settle: () => Promise.resolve() }
  const { credit, calls } = await setup([done], { budget })
  expect(await credit()).toMatchObject({ error: { code: 'SHOPIFY_BUDGET_UNAVAILABLE', retryable: true } })
  expect(calls).toEqual([])
})

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
