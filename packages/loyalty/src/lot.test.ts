/** When points end: dates looked up in a calendar. */
import { expect, test } from 'vitest'
import { lotEnd, lotFor } from './lot.ts'
import type { Expiry } from './programme.ts'

const end = (expiry: Expiry, earned: string, timeZone = 'UTC') =>
  lotEnd(lotFor('main', { expiry, shortfall: 'owe', spend: {} }, earned, timeZone), {}, timeZone)
const rolling = (months: number, unit: 'day' | 'month' | 'year' = 'day'): Expiry => ({
  kind: 'rolling',
  months,
  end: unit,
})

test.each([
  ['2026-01-31T10:00:00Z', rolling(1), 'UTC', '2026-02-28T23:59:59.999Z'],
  ['2028-01-31T10:00:00Z', rolling(1), 'UTC', '2028-02-29T23:59:59.999Z'],
  ['2028-02-29T10:00:00Z', rolling(12), 'UTC', '2029-02-28T23:59:59.999Z'],
  ['2026-01-31T10:00:00Z', rolling(1, 'month'), 'UTC', '2026-02-28T23:59:59.999Z'],
  ['2026-03-02T10:00:00Z', rolling(12, 'month'), 'UTC', '2027-03-31T23:59:59.999Z'],
  ['2026-03-02T10:00:00Z', rolling(12, 'year'), 'UTC', '2027-12-31T23:59:59.999Z'],
  // 23:30 UTC is the next day, and the next month, in Berlin
  ['2026-01-31T23:30:00Z', rolling(1), 'Europe/Berlin', '2026-03-01T22:59:59.999Z'],
  // a month later the clocks have gone forward: the day ends an hour earlier in UTC
  ['2026-03-15T10:00:00Z', rolling(1), 'Europe/Berlin', '2026-04-15T21:59:59.999Z'],
  ['2026-10-10T10:00:00Z', rolling(1), 'Europe/Berlin', '2026-11-10T22:59:59.999Z'],
  // the day the clocks go forward at midnight: it ends all the same
  ['2026-03-05T12:00:00Z', { kind: 'rolling', days: 3, end: 'day' }, 'America/New_York', '2026-03-09T03:59:59.999Z'],
  ['2026-03-02T10:00:00Z', { kind: 'calendar', on: '12-31', years: 1 }, 'UTC', '2026-12-31T23:59:59.999Z'],
  ['2026-12-31T23:59:00Z', { kind: 'calendar', on: '12-31', years: 1 }, 'UTC', '2026-12-31T23:59:59.999Z'],
  ['2026-12-31T23:59:00Z', { kind: 'calendar', on: '12-31', years: 1 }, 'Europe/Berlin', '2027-12-31T22:59:59.999Z'],
  ['2026-03-02T10:00:00Z', { kind: 'calendar', on: '12-31', years: 2 }, 'UTC', '2027-12-31T23:59:59.999Z'],
  ['2026-07-01T10:00:00Z', { kind: 'calendar', on: '06-30', years: 1 }, 'UTC', '2027-06-30T23:59:59.999Z'],
  ['2026-01-05T10:00:00Z', { kind: 'calendar', on: '02-29', years: 1 }, 'UTC', '2026-02-28T23:59:59.999Z'],
] as const)('earned at %s under %o in %s, points end at %s', (earned, expiry, zone, expected) => {
  expect(end(expiry as Expiry, new Date(earned).toISOString(), zone)).toBe(expected)
})

test('sliding points live from act to act, and are not raised by one that comes too late', () => {
  const lot = 'main/~3.month.2026-01'
  const span = (...times: string[]) =>
    Object.fromEntries(
      times.map((time) => [time.slice(0, 7), [`${time}T10:00:00.000Z`, `${time}T10:00:00.000Z`] as const]),
    )
  expect(lotEnd(lot, span('2026-01-31'), 'UTC')).toBe('2026-04-30T23:59:59.999Z')
  expect(lotEnd(lot, span('2026-01-31', '2026-04-30'), 'UTC')).toBe('2026-07-31T23:59:59.999Z')
  expect(lotEnd(lot, span('2026-01-31', '2026-05-01'), 'UTC')).toBe('2026-04-30T23:59:59.999Z')
  expect(lotEnd('main/~3.month.2026-05', span('2026-01-31', '2026-05-01'), 'UTC')).toBe('2026-08-31T23:59:59.999Z')
})
