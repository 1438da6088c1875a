/** Who the customer is: for each attribute the latest word counts, whichever comes first. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Envelope } from '../event.ts'
import { type Profile, profile } from './profile.ts'

const updated = (day: number, data: object): Envelope => ({
  id: String(day),
  source: 'shop',
  type: 'customer.updated',
  time: `2026-01-0${day}T10:00:00.000Z`,
  tenant: 'default',
  customer: { id: 'c1' },
  data,
})
const fold = (events: readonly Envelope[]): Profile =>
  events.reduce((state, event) => profile.fold[event.type]?.(state, event, 'customer'), profile.initial)
const told = [
  updated(1, { email: 'ada@example.com', tags: ['vip', 'wholesale'], country: 'DE' }),
  updated(2, { email: 'ada@example.org' }),
  updated(3, { tags: ['vip'] }),
  updated(4, { country: 'JP' }),
]

test('keeps the address and the tags as they were last told', () => {
  const { email, tags } = fold(told)
  expect(email).toEqual({ value: 'ada@example.org', at: '2026-01-02T10:00:00.000Z shop#2' })
  expect(tags).toEqual({ value: ['vip'], at: '2026-01-03T10:00:00.000Z shop#3' })
})
test('an empty list says that there are no tags any more, and no list says nothing', () => {
  expect(fold([...told, updated(5, { tags: [] })]).tags?.value).toEqual([])
  expect(fold([updated(1, { country: 'DE' })])).not.toHaveProperty('tags')
  expect(fold([updated(1, { country: 'DE' })])).not.toHaveProperty('email')
})
test('is the same in any order, each word told any number of times', () => {
  const shuffled = fc.shuffledSubarray([...told, ...told], { minLength: 2 * told.length })
  fc.assert(
    fc.property(shuffled, (events) => {
      expect(fold(events)).toEqual(fold(told))
    }),
  )
})
