import { describe, expect, it } from 'vitest'
import { exponent, formatMoney, money, toMinor } from './money.ts'

describe('money', () => {
  it('knows the decimals of a currency', () => {
    expect(['EUR', 'JPY', 'KWD'].map(exponent)).toEqual([2, 0, 3])
  })
  it.each([
    ['12.5', 'EUR', 1250],
    [12.5, 'EUR', 1250],
    ['12', 'EUR', 1200],
    ['0.07', 'EUR', 7],
    ['1.005', 'KWD', 1005],
    ['20', 'JPY', 20],
    ['20.00', 'JPY', 20],
    ['-3.10', 'EUR', -310],
    [1.1 + 2.2, 'KWD', undefined], // 3.3000000000000003
    ['12.345', 'EUR', undefined],
    ['1e3', 'EUR', undefined],
    ['', 'EUR', undefined],
    ['99999999999999999', 'EUR', undefined],
    ['1', 'EUX', undefined],
  ])('%s %s is %s in minor units', (decimal, code, expected) => {
    if (expected === undefined)
      expect(() => toMinor(decimal, code)).toThrow(expect.objectContaining({ code: 'MONEY_INVALID' }))
    else expect(toMinor(decimal, code)).toBe(expected)
  })
  it('is an integer that is not negative, in a known currency', () => {
    const bad = [
      { amount: 1.5, currency: 'EUR' },
      { amount: -1, currency: 'EUR' },
      { amount: 1, currency: 'eur' },
      { amount: 1 },
    ]
    expect(bad.map((one) => money.safeParse(one).success)).toEqual([false, false, false, false])
    expect(money.parse({ amount: 5, currency: 'JPY' })).toEqual({ amount: 5, currency: 'JPY' })
  })
  it('is written as people write it', () => {
    expect(formatMoney({ amount: 123_456, currency: 'EUR' })).toBe('€1,234.56')
    expect(formatMoney({ amount: 500, currency: 'JPY' })).toBe('¥500')
  })
})
