import { expect, it } from 'vitest'
import { lineOf, locate } from './locate'

const text = `{
  "earn": [
    { "id": "a, \\"b\\"", "rate": { "EUR": 1 } },
    {}
  ],
  "rewards": {}
}`
const at = (path: string): string => {
  const { start, end } = locate(text, path)
  return text.slice(start, end)
}

it.each([
  ['earn.0.rate.EUR', '1'],
  ['earn.0.id', '"a, \\"b\\""'],
  ['earn.1', '{}'],
  ['rewards', '{}'],
  ['earn.0.rate.EUX', '{ "EUR": 1 }'],
  ['earn.7.id', text.slice(text.indexOf('['), text.indexOf(']') + 1)],
  ['', text],
  ['tiers.levels', text],
])('finds %s', (path, expected) => {
  expect(at(path)).toBe(expected)
})
it('counts lines from 1', () => {
  expect(lineOf(text, locate(text, 'earn.1').start)).toBe(4)
  expect(lineOf(text, 0)).toBe(1)
})
