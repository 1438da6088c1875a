/** Tokens and what is done to them. The forger here knows the format and has every tool but the secret. */
import { createMot, later, memoryStore, virtualClock } from '@motkit/core'
import { base64url, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { submitReview } from './submit.ts'
import { createReviewToken, type ReviewTokenOptions, type VerifyOptions, verifyReviewToken } from './token.ts'

const now = '2026-03-01T10:00:00.000Z'
const secret = 'a secret of thirty-two bytes, or more'
const older = 'an older one, which signed what is still out there'
const customer = { id: 'ada' }
const options: ReviewTokenOptions = { secrets: [secret], now, customer, orderId: '1001', requestId: 'r1' }
const create = (more: Partial<ReviewTokenOptions> = {}) => createReviewToken({ ...options, ...more })
const verify = async (token: string, more: Partial<VerifyOptions> = {}) => {
  const answer = await verifyReviewToken(token, { secrets: [secret], now, ...more })
  return answer.ok ? answer.value : answer.error.code
}
const bytes = (text: string) => new TextEncoder().encode(text)
/** A token as ours but for what is said, signed with our own secret. */
const forge = (header: object, claims: object = {}, key: Uint8Array = bytes(secret)) =>
  new SignJWT({
    aud: 'motkit/review/default',
    sub: 'id:ada',
    order: '1001',
    request: 'r1',
    jti: 'grant',
    nbf: Date.parse(now) / 1_000,
    exp: Date.parse(now) / 1_000 + 60,
    ...claims,
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'motkit-review+jwt', ...header })
    .sign(key)

describe('a token', () => {
  test('grants what it was made for, for 180 days', async () => {
    expect(await verify(await create({ productIds: ['b', 'a', 'b'] }))).toEqual({
      tenant: 'default',
      customer,
      orderId: '1001',
      productIds: ['a', 'b'],
      requestId: 'r1',
      grantId: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: '2026-08-28T10:00:00.000Z',
    })
  })
  test('holds ids only', async () => {
    const [, payload = ''] = (await create()).split('.')
    expect(Object.keys(JSON.parse(Buffer.from(payload, 'base64url').toString())).sort()).toEqual([
      'aud',
      'exp',
      'jti',
      'nbf',
      'order',
      'request',
      'sub',
    ])
  })
  test('made again, later and by another secret, is of the same grant', async () => {
    const grants = await Promise.all([
      verify(await create()),
      verify(await create({ now: later(now, { minutes: -5 }), secrets: [older] }), { secrets: [secret, older] }),
      verify(await create({ requestId: 'r2' })),
      verify(await create({ orderId: '1002' })),
      verify(await create({ productIds: ['mug'] })), // a reminder, for what is left
    ])
    const ids = grants.map((grant) => typeof grant !== 'string' && grant.grantId)
    expect([ids[1], ids[4]]).toEqual([ids[0], ids[0]])
    expect(new Set(ids).size).toBe(3)
  })
  test('ends at its time, and not before', async () => {
    const token = await create({ expiresAt: '2026-03-02T10:00:00Z' })
    expect(await verify(token, { now: '2026-03-02T09:59:59.999Z' })).toMatchObject({ orderId: '1001' })
    expect(await verify(token, { now: '2026-03-02T10:00:00Z' })).toBe('TOKEN_EXPIRED')
    expect(await verify(await create({ expiresIn: { hours: 1 } }), { now: later(now, { hours: 1 }) })).toBe(
      'TOKEN_EXPIRED',
    )
  })
  test('is not valid before it was made', async () => {
    expect(await verify(await create(), { now: later(now, { minutes: -1 }) })).toBe('TOKEN_INVALID')
  })
  test('outlives its secret while that is still listed', async () => {
    const token = await create({ secrets: [older] })
    expect(await verify(token, { secrets: [secret, older] })).toMatchObject({ orderId: '1001' })
    expect(await verify(token, { secrets: [secret] })).toBe('TOKEN_INVALID')
    expect(await verify(await create({ secrets: [secret, older] }), { secrets: [secret] })).toMatchObject({
      orderId: '1001',
    })
  })
  test('that the host knows as used says so', async () => {
    const isUsed = ({ requestId }: { requestId: string }) => requestId === 'r1'
    expect(await verify(await create(), { isUsed })).toBe('TOKEN_USED')
    expect(await verify(await create({ requestId: 'r2' }), { isUsed: async () => false })).toMatchObject({
      requestId: 'r2',
    })
  })
})

describe('refused', () => {
  test('altered in any character', async () => {
    const token = await create({ productIds: ['a'] })
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const kept: number[] = []
    for (let i = 0; i < token.length; i++) {
      if (token[i] === '.') continue
      // Another of the bits that count: of the last character of a part, the lowest do not.
      const other = alphabet[alphabet.indexOf(token[i] as string) ^ 0b100000]
      if ((await verify(token.slice(0, i) + other + token.slice(i + 1))) !== 'TOKEN_INVALID') kept.push(i)
    }
    expect(token.length).toBeGreaterThan(200)
    expect(kept).toEqual([])
  })
  test.each([
    ['cut short', (token: string) => token.slice(0, -1)],
    ['without its signature', (token: string) => token.slice(0, token.lastIndexOf('.') + 1)],
    ['of two parts', (token: string) => token.slice(0, token.lastIndexOf('.'))],
    ['of four parts', (token: string) => `${token}.e30`],
    ['with a space behind', (token: string) => `${token} `],
    [
      'of another claim under the old signature',
      (token: string) => {
        const [header, payload = '', signature] = token.split('.')
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
        return [header, base64url.encode(JSON.stringify({ ...claims, order: '1002' })), signature].join('.')
      },
    ],
    ['empty', () => ''],
    ['endless', () => 'A'.repeat(1_000_000)],
    ['no text', () => 42 as never],
  ])('%s', async (_, alter) => {
    expect(await verify(alter(await create()))).toBe('TOKEN_INVALID')
  })
  test('signed by another secret', async () => {
    expect(await verify(await create({ secrets: [older] }))).toBe('TOKEN_INVALID')
    // And as an expired one: what is not ours does not even say that.
    const expired = await create({ secrets: [older], expiresIn: { minutes: 1 } })
    expect(await verify(expired, { now: later(now, { days: 1 }) })).toBe('TOKEN_INVALID')
  })
  test('of no or another algorithm', async () => {
    expect(await verify(await forge({}))).toMatchObject({ grantId: 'grant' }) // the forger's own tool works
    const claims = { aud: 'motkit/review/default', sub: 'id:ada', order: '1001', request: 'r1', jti: 'grant' }
    expect(await verify(new UnsecuredJWT(claims).setNotBefore(0).setExpirationTime('1y').encode())).toBe(
      'TOKEN_INVALID',
    )
    expect(
      await verify(await forge({ alg: 'HS512' }, {}, bytes(secret.repeat(2))), { secrets: [secret.repeat(2)] }),
    ).toBe('TOKEN_INVALID')
    const [, payload, signature] = (await create()).split('.')
    for (const alg of ['none', 'None', 'HS512', 'RS256']) {
      const header = base64url.encode(JSON.stringify({ alg, typ: 'motkit-review+jwt' }))
      expect(await verify([header, payload, signature].join('.'))).toBe('TOKEN_INVALID')
      expect(await verify([header, payload, ''].join('.'))).toBe('TOKEN_INVALID')
    }
  })
  test('of another tenant', async () => {
    const token = await create({ tenant: 'north' })
    expect(await verify(token, { tenant: 'north' })).toMatchObject({ tenant: 'north' })
    expect(await verify(token, { tenant: 'south' })).toBe('TOKEN_INVALID')
    expect(await verify(token)).toBe('TOKEN_INVALID')
  })
  test.each([
    ['a session of the host, by the same secret', { typ: 'JWT' }, {}],
    ['one of no type', { typ: undefined }, {}],
    ['one for another audience', {}, { aud: 'session' }],
    ['one for nobody', {}, { aud: undefined }],
    ['one without an end', {}, { exp: undefined }],
    ['one without a beginning', {}, { nbf: undefined }],
    ['one without an order', {}, { order: undefined }],
    ['one without a customer', {}, { sub: 'ada' }],
    ['one of products that are none', {}, { products: 'a' }],
  ])('%s', async (_, header, claims) => {
    expect(await verify(await forge(header, claims))).toBe('TOKEN_INVALID')
  })
  test('with no word on what was wrong', async () => {
    const wrong = [
      await create({ secrets: [older] }),
      await create({ tenant: 'north' }),
      await forge({ typ: 'JWT' }),
      'x',
    ]
    const answers = await Promise.all(wrong.map((token) => verifyReviewToken(token, { secrets: [secret], now })))
    const said = answers.map((answer) => !answer.ok && JSON.stringify([answer.error, answer.error.cause]))
    expect(new Set(said).size).toBe(1)
  })
})

describe('what cannot be made', () => {
  test.each<[string, Partial<ReviewTokenOptions>, string]>([
    ['no secret', { secrets: [] }, 'secrets'],
    ['a short one', { secrets: [secret, 'short'] }, 'secrets.1'],
    ['an e-mail address as id', { customer: { id: 'ada@example.com' } }, 'customer'],
    ['no customer', { customer: { id: '' } }, 'customer'],
    ['no order', { orderId: '' }, 'orderId'],
    ['no request', { requestId: '' }, 'requestId'],
    ['a product without a name', { productIds: ['a', ''] }, 'productIds.0'],
    ['no product', { productIds: [] }, 'productIds'],
    ['an end that is no time', { expiresAt: 'soon' }, 'expiresAt'],
    ['an end that is over', { expiresAt: now }, 'expiresAt'],
    ['no time', { now: 'today' }, 'now'],
  ])('%s', async (_, more, path) => {
    await expect(create(more)).rejects.toMatchObject({ code: 'TOKEN_SETUP_INVALID', details: { path } })
  })
  test('checked: a secret that is short', async () => {
    await expect(verify('x', { secrets: ['short'] })).rejects.toMatchObject({ code: 'TOKEN_SETUP_INVALID' })
  })
})

describe('a review behind a token', () => {
  const open = () => {
    const clock = virtualClock(now)
    const mot = createMot({ store: memoryStore(), clock, plugins: [] })
    const submit = async (token: string, review: object, at = now) => {
      clock.set(at)
      const answer = await submitReview(mot, token, review as never, { secrets: [secret], now: at })
      return answer.ok ? answer.value.reviewId : answer.error.code
    }
    const kept = async () => {
      const found = await mot.export(customer)
      return found.ok ? found.value.events.map(({ type, data }) => [type, data]) : found.error.code
    }
    return { mot, submit, kept }
  }

  test('is committed as verified, under the order', async () => {
    const { submit, kept } = open()
    const reviewId = await submit(await create(), { rating: 5, body: 'Lovely' })
    expect(await kept()).toEqual([
      ['review.submitted', { reviewId, rating: 5, orderId: '1001', body: 'Lovely', verified: true }],
    ])
  })
  test('is one, whatever is sent again: by this token, or by one made again', async () => {
    const { submit, kept } = open()
    const first = await create()
    await submit(first, { rating: 1 })
    expect(await submit(first, { rating: 5 })).toBe('TOKEN_USED')
    expect(await submit(first, { rating: 1 }, later(now, { minutes: 1 }))).toBe('TOKEN_USED')
    expect(await submit(await create({ expiresIn: { days: 9 } }), { rating: 5 })).toBe('TOKEN_USED')
    expect(await kept()).toHaveLength(1)
  })
  test('is one out of twenty sent at once', async () => {
    const { submit, kept } = open()
    const token = await create()
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => submit(token, { rating: 5, body: `${i}` })))
    expect(answers.filter((answer) => answer === 'TOKEN_USED')).toHaveLength(19)
    expect(await kept()).toHaveLength(1)
  })
  test('is one for each product, and of no other', async () => {
    const { submit, kept } = open()
    const token = await create({ productIds: ['mug', 'pot'] })
    expect(await submit(token, { rating: 5, productId: 'mug' })).toMatch(/\/mug$/)
    expect(await submit(token, { rating: 4, productId: 'pot' })).toMatch(/\/pot$/)
    expect(await submit(token, { rating: 1, productId: 'mug' })).toBe('TOKEN_USED')
    expect(await submit(token, { rating: 1, productId: 'kettle' })).toBe('TOKEN_SCOPE')
    expect(await submit(token, { rating: 1 })).toBe('TOKEN_SCOPE')
    expect(await submit(await create(), { rating: 1, productId: 'mug' })).toBe('TOKEN_SCOPE')
    expect(await kept()).toHaveLength(2)
  })
  test('that is refused leaves the token as it was', async () => {
    const { submit, kept } = open()
    const token = await create()
    expect(await submit(token, { rating: 6 })).toBe('EVENT_INVALID')
    expect(await kept()).toBe('CUSTOMER_UNKNOWN')
    expect(await submit(token, { rating: 5 })).toMatch(/^[\w-]{43}$/)
  })
  test('says what the token says, not what the form says', async () => {
    const { submit, kept } = open()
    const forged = { rating: 5, reviewId: 'mine', orderId: '9', verified: false }
    const reviewId = await submit(await create(), forged)
    expect(await kept()).toEqual([['review.submitted', { reviewId, rating: 5, orderId: '1001', verified: true }]])
  })
})
