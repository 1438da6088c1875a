import { expect, it } from 'vitest'
import { decimal, times, toMoney, toPieces } from './decimal'

const eur = (text: string | number) => toMoney(decimal(text) as bigint, 'eur').amount

it('rounds half up to the smallest unit, where Medusa keeps more places', () => {
  expect(eur('75.43529')).toBe(7544)
  expect(eur('11.781')).toBe(1178)
  expect(eur('0.005')).toBe(1)
  expect(eur('0.00499999999999999999')).toBe(0)
  expect(eur('1.005')).toBe(101)
})
it('knows how many decimals a currency has', () => {
  expect(toMoney(decimal('1999.5') as bigint, 'jpy')).toEqual({ amount: 2000, currency: 'JPY' })
  expect(toMoney(decimal('1.2345') as bigint, 'kwd')).toEqual({ amount: 1235, currency: 'KWD' })
})
it('reads numbers by their shortest form, powers of ten included', () => {
  expect(eur(1e-7)).toBe(0)
  expect(eur(1e21)).toBe(1e23)
  expect(eur(0.1)).toBe(10)
  expect(eur('-3')).toBe(0)
})
it('refuses what is no decimal number, and a currency that is none', () => {
  for (const text of ['', '1,5', 'NaN', 'Infinity', '1.2.3', '0x10', '1e999']) expect(decimal(text)).toBeUndefined()
  expect(() => toMoney(1n, 'xx')).toThrowError(expect.objectContaining({ code: 'MONEY_INVALID' }))
})
it('multiplies exactly, and counts a part of a piece as one', () => {
  expect(toMoney(times(decimal('12.5') as bigint, decimal('3') as bigint), 'eur').amount).toBe(3750)
  expect(toPieces(decimal('2') as bigint)).toBe(2)
  expect(toPieces(decimal('1.5') as bigint)).toBe(2)
  expect(toPieces(decimal('0') as bigint)).toBe(0)
})
