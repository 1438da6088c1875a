import { MotError } from '@motkit/core'
import { expect, it } from 'vitest'
import { httpErrorOf } from './errors'

it('tells what the caller can mend, with its place', () => {
  const error = new MotError('POINTS_REFUSED', 'too many', { details: { path: 'points' } })
  const body = { type: 'invalid_data', code: 'POINTS_REFUSED', message: 'too many', details: { path: 'points' } }
  expect(httpErrorOf(error)).toEqual({ status: 400, body })
})

it.each([
  ['STORE_UNAVAILABLE', 503],
  ['QUEUE_FULL', 503],
  ['PLUGIN_FAILED', 500],
])('keeps the words of %s to the shop', (code, status) => {
  const error = new MotError(code, 'db.example refused the password', { details: { path: 'secret' } })
  const body = { type: 'unexpected_state', code, message: 'An unknown error occurred.' }
  expect(httpErrorOf(error)).toEqual({ status, body })
})
