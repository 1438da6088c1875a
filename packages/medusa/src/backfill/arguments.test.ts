import { expect, it } from 'vitest'
import { readArguments } from './arguments'

it('takes words, with dashes or without', () => {
  const none = { dryRun: false, withMessages: false, since: undefined, after: undefined }
  expect(readArguments([])).toEqual(none)
  expect(readArguments(['dry-run', 'after=cus_1'])).toEqual({ ...none, dryRun: true, after: 'cus_1' })
  expect(readArguments(['--since=2024-01-01', '--with-messages'])).toEqual({
    ...none,
    withMessages: true,
    since: '2024-01-01T00:00:00.000Z',
  })
})
it.each([
  [['wet-run'], 'wet-run', 'dry-run, since=2024-01-01, after=cus_…, with-messages'],
  [['dry-run=yes'], 'dry-run', 'no value'],
  [['since=yesterday'], 'since', 'a date, as 2024-01-01'],
  [['after'], 'after', 'the id of a customer'],
])('refuses %j', (words, path, expected) => {
  expect(() => readArguments(words)).toThrowError(
    expect.objectContaining({ code: 'INPUT_INVALID', details: { path, expected } }),
  )
})
