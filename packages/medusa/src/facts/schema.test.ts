import { expect, it } from 'vitest'
import * as z from 'zod'
import { amount, fieldsOf, id, list, maybe, metadata, read, time } from './schema'

const schema = z.object({
  id,
  at: time,
  metadata,
  lines: list(z.object({ id, price: amount })),
  cart: maybe(z.object({ id })),
})
const entity = { id: '1', at: '2026-03-01T10:00:00+01:00', metadata: { a: 1 }, lines: [{ id: 'l', price: 1 }] }

it('asks Query for the fields that are read, and no others', () => {
  expect(fieldsOf(schema)).toEqual(['id', 'at', 'metadata', 'lines.id', 'lines.price', 'cart.id'])
})
it('takes dates and texts, and every kind of number that Medusa answers', () => {
  expect(read('thing', schema, { ...entity, unknown: true, cart: null }).at).toBe('2026-03-01T09:00:00.000Z')
  expect(read('thing', schema, { ...entity, at: new Date(0), lines: null }).lines).toEqual([])
  const bigNumber = { numeric: 12.5, raw: { value: '12.5', precision: 20 } }
  const bigNumberJs = { toString: () => '12.5' }
  const prices = [12.5, '12.5', { value: '12.5', precision: 20 }, bigNumber, { numeric: 12.5 }, bigNumberJs]
  const lines = prices.map((price) => ({ id: 'l', price }))
  const [first, ...others] = read('thing', schema, { ...entity, lines }).lines
  for (const other of others) expect(other).toEqual(first)
  const exact = { numeric: 0.1, raw: { value: '0.10000000000000000001' } }
  const [line] = read('thing', schema, { ...entity, lines: [{ id: 'l', price: exact }] }).lines
  expect(line?.price).toBe(100_000_000_000_000_000_010_000_000_000n)
})
it.each([
  [{ ...entity, id: undefined }, 'thing.id', 'an id'],
  [{ ...entity, at: 'yesterday' }, 'thing.at', 'a time'],
  [{ ...entity, lines: [{ id: 'l', price: 'much' }] }, 'thing.lines.0.price', 'a decimal number'],
  [{ ...entity, lines: [{ id: 'l' }] }, 'thing.lines.0.price', 'a decimal number'],
  [{ ...entity, metadata: 'a' }, 'thing.metadata', 'an object'],
])('names the field that is wrong or missing', (wrong, path, expected) => {
  expect(() => read('thing', schema, wrong)).toThrowError(
    expect.objectContaining({ code: 'MEDUSA_ENTITY_INVALID', details: { path, expected } }),
  )
})
