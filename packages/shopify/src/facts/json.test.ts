import { expect, test } from 'vitest'
import { parseBody } from './json.ts'

test('ids beyond 2^53 keep all their digits; other numbers stay numbers', () => {
  expect(parseBody('{"id":820982911946154508,"small":[123456,-1],"price":89.99,"text":"820982911946154508"}')).toEqual({
    id: '820982911946154508',
    small: [123456, -1],
    price: 89.99,
    text: '820982911946154508',
  })
  expect(parseBody('[9007199254740991,9007199254740992,9007199254740993]')).toEqual([
    9007199254740991,
    '9007199254740992',
    '9007199254740993',
  ])
})

test('bytes are read as UTF-8', () => {
  expect(parseBody(new TextEncoder().encode('{"note":"Grüße ☕"}'))).toEqual({ note: 'Grüße ☕' })
})

test.each(['', '{', 'id=1'])('%j is no JSON', (body) => {
  expect(() => parseBody(body)).toThrow(
    expect.objectContaining({ code: 'SHOPIFY_PAYLOAD_INVALID', details: { path: '', expected: 'JSON' } }),
  )
})
