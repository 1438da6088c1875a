/** Codes of coupons, made a second time by WebCrypto and arithmetic on bytes. */
import { describe, expect, test } from 'vitest'
import { couponCode } from './coupon.ts'

const secret = 'a secret of more than thirty-two bytes'
const key = 'default/loyalty.reward/redemption/c1/c1'

/** The lowest five bits first: a bit of the number is one of the last byte. */
async function byHand(of: string, length: number): Promise<string> {
  const text = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const hmac = await crypto.subtle.importKey('raw', text.encode(secret), algorithm, false, ['sign'])
  const bytes = [
    ...new Uint8Array(await crypto.subtle.sign('HMAC', hmac, text.encode(`motkit/coupon/${of}`))),
  ].reverse()
  const bit = (n: number) => ((bytes[Math.floor(n / 8)] ?? 0) >> (n % 8)) % 2
  const value = (i: number) => [0, 1, 2, 3, 4].reduce((sum, n) => sum + bit(5 * i + n) * 2 ** n, 0)
  return Array.from({ length }, (_, i) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[value(i)]).join('')
}

describe('a coupon code', () => {
  test('is the HMAC of the key in Crockford base 32, in groups of four', async () => {
    const code = couponCode({ secret, key })
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
    expect(code.replaceAll('-', '')).toBe(await byHand(key, 16))
    expect(couponCode({ secret, key, length: 51 }).replaceAll('-', '')).toBe(await byHand(key, 51))
    expect(couponCode({ secret, key, prefix: 'Spring26' })).toBe(`SPRING26-${code}`)
  })
  test('is the same for the same key, and another for another key or secret', () => {
    const code = couponCode({ secret, key })
    expect(couponCode({ secret, key })).toBe(code)
    expect(couponCode({ secret, key: `${key}2` })).not.toBe(code)
    expect(couponCode({ secret: `${secret}.`, key })).not.toBe(code)
  })
  test('uses each character as often as the next at each place', () => {
    const counts = new Map<string, number>()
    for (let i = 0; i < 4_000; i++)
      for (const [place, char] of [...couponCode({ secret, key: `${i}` }).replaceAll('-', '')].entries())
        counts.set(`${place}${char}`, (counts.get(`${place}${char}`) ?? 0) + 1)
    expect(counts.size).toBe(16 * 32)
    // 125 each; 5.5 standard deviations of 11 are passed by one of 26 million.
    expect([...counts.values()].filter((n) => Math.abs(n - 125) > 61)).toEqual([])
  })
  test.each([
    [{ secret: 'x'.repeat(31) }, 'secret'],
    [{ key: '' }, 'key'],
    [{ length: 12 }, 'length'],
    [{ length: 52 }, 'length'],
    [{ length: 16.5 }, 'length'],
    [{ prefix: '' }, 'prefix'],
    [{ prefix: 'a b' }, 'prefix'],
  ])('needs what makes it safe: %j', (bad, path) => {
    expect(() => couponCode({ secret, key, ...bad })).toThrow(
      expect.objectContaining({ code: 'COUPON_INVALID', details: expect.objectContaining({ path }) }),
    )
  })
})
