// The hour and the days at which a request is due: zones, changes of the clocks, excluded days. Written by hand, and
// compared with arithmetic by Intl alone.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arrived, asked, placed, sent, table, wall } from './timing.ts'

/** An order that arrived, and is due at once or when its wait is over. */
const arrivedAt = (time: string) => [placed('2026-01-05 08:00'), sent('2026-01-06 08:00', 's1'), arrived(time, 's1')]
const thursday = arrivedAt('03-05 11:00')
const now = { days: 0 }

describe('hour', () => {
  table({
    'an hour that is over that day is that of the next day': {
      facts: thursday,
      timing: { hour: '10:00' },
      due: ['Fri 2026-03-13 10:00', '2026-03-13T09:00Z', 'delivered'],
    },
    'an hour that is to come that day is waited for': {
      facts: thursday,
      timing: { hour: '18:00' },
      due: ['Thu 2026-03-12 18:00', '2026-03-12T17:00Z', 'delivered'],
    },
    'an hour that has just come is taken': {
      facts: thursday,
      timing: { hour: '12:00' },
      due: ['Thu 2026-03-12 12:00', '2026-03-12T11:00Z', 'delivered'],
    },
    'the hour is that of a customer far in the east': {
      facts: thursday,
      timing: { hour: '10:00' },
      zone: 'Asia/Tokyo',
      due: ['Fri 2026-03-13 10:00', '2026-03-13T01:00Z', 'delivered'],
    },
    'the hour is that of a customer far in the west, whose clocks have changed since': {
      facts: thursday,
      timing: { hour: '10:00' },
      zone: 'America/Los_Angeles',
      due: ['Thu 2026-03-12 10:00', '2026-03-12T17:00Z', 'delivered'],
    },
    'without an hour the customer is asked at the time of the day of the arrival': {
      facts: thursday,
      zone: 'America/Los_Angeles',
      due: ['Thu 2026-03-12 03:00', '2026-03-12T10:00Z', 'delivered'],
    },
    'a zone may be a quarter of an hour off': {
      facts: thursday,
      timing: { hour: '10:00' },
      zone: 'Asia/Kathmandu',
      due: ['Fri 2026-03-13 10:00', '2026-03-13T04:15Z', 'delivered'],
    },
    'a zone may be a day ahead': {
      facts: thursday,
      timing: { hour: '10:00' },
      zone: 'Pacific/Kiritimati',
      due: ['Fri 2026-03-13 10:00', '2026-03-12T20:00Z', 'delivered'],
    },
    'a zone may be most of a day behind': {
      facts: thursday,
      timing: { hour: '10:00' },
      zone: 'Pacific/Pago_Pago',
      due: ['Thu 2026-03-12 10:00', '2026-03-12T21:00Z', 'delivered'],
    },
    'midnight is an hour': {
      facts: thursday,
      timing: { hour: '00:00' },
      due: ['Fri 2026-03-13 00:00', '2026-03-12T23:00Z', 'delivered'],
    },
  })
})

describe('changes of the clocks', () => {
  const [spring, autumn] = [arrivedAt('03-28 12:00'), arrivedAt('10-24 12:00')]
  table({
    'a day of 23 hours is one day': {
      facts: spring,
      timing: { after: { days: 1 } },
      due: ['Sun 2026-03-29 13:00', '2026-03-29T11:00Z', 'delivered'],
    },
    'a day of 25 hours is one day': {
      facts: autumn,
      timing: { after: { days: 1 } },
      due: ['Sun 2026-10-25 14:00', '2026-10-25T13:00Z', 'delivered'],
    },
    '24 hours are 24 hours': {
      facts: spring,
      timing: { after: { hours: 24 } },
      due: ['Sun 2026-03-29 14:00', '2026-03-29T12:00Z', 'delivered'],
    },
    'an hour that is skipped is the next minute that exists': {
      facts: spring,
      timing: { after: now, hour: '02:30' },
      due: ['Sun 2026-03-29 03:00', '2026-03-29T01:00Z', 'delivered'],
    },
    'an hour that comes twice is the first': {
      facts: autumn,
      timing: { after: now, hour: '02:30' },
      due: ['Sun 2026-10-25 02:30', '2026-10-25T00:30Z', 'delivered'],
    },
    'an hour that comes twice is over after the first': {
      facts: arrivedAt('10-25 01:00'),
      timing: { after: now, hour: '02:30' },
      due: ['Mon 2026-10-26 02:30', '2026-10-26T01:30Z', 'delivered'],
    },
    'a wait that ends in a skipped hour ends with the next minute that exists': {
      facts: arrivedAt('03-22 01:30'),
      due: ['Sun 2026-03-29 03:00', '2026-03-29T01:00Z', 'delivered'],
    },
    'a wait that ends in an hour that comes twice ends in the first': {
      facts: arrivedAt('10-18 00:30'),
      due: ['Sun 2026-10-25 02:30', '2026-10-25T00:30Z', 'delivered'],
    },
    'the hour after a change is that of the new time': {
      facts: autumn,
      timing: { after: now, hour: '10:00' },
      due: ['Sun 2026-10-25 10:00', '2026-10-25T09:00Z', 'delivered'],
    },
    'a skipped hour in New York is the next minute that exists': {
      facts: arrivedAt('03-07 12:00'),
      timing: { after: now, hour: '02:30' },
      zone: 'America/New_York',
      due: ['Sun 2026-03-08 03:00', '2026-03-08T07:00Z', 'delivered'],
    },
    'an hour that comes twice in New York is the first': {
      facts: arrivedAt('10-31 12:00'),
      timing: { after: now, hour: '01:30' },
      zone: 'America/New_York',
      due: ['Sun 2026-11-01 01:30', '2026-11-01T05:30Z', 'delivered'],
    },
    'clocks may change by half an hour': {
      facts: arrivedAt('10-03 05:00'),
      timing: { after: now, hour: '02:15' },
      zone: 'Australia/Lord_Howe',
      due: ['Sun 2026-10-04 02:30', '2026-10-03T15:30Z', 'delivered'],
    },
    'half an hour may come twice': {
      facts: arrivedAt('04-04 05:00'),
      timing: { after: now, hour: '01:45' },
      zone: 'Australia/Lord_Howe',
      due: ['Sun 2026-04-05 01:45', '2026-04-04T14:45Z', 'delivered'],
    },
    'a skipped midnight is one o’clock': {
      facts: arrivedAt('09-05 12:00'),
      timing: { after: now, hour: '00:00' },
      zone: 'America/Santiago',
      due: ['Sun 2026-09-06 01:00', '2026-09-06T04:00Z', 'delivered'],
    },
    'a skipped last hour of a day is the midnight after it': {
      facts: arrivedAt('03-28 12:00'),
      timing: { after: now, hour: '23:30' },
      zone: 'America/Nuuk',
      due: ['Sun 2026-03-29 00:00', '2026-03-29T01:00Z', 'delivered'],
    },
    'a skipped last hour before an excluded day is that of the next day that is not': {
      facts: arrivedAt('03-28 12:00'),
      timing: { after: now, hour: '23:30', notOn: ['sunday'] },
      zone: 'America/Nuuk',
      due: ['Mon 2026-03-30 23:30', '2026-03-31T00:30Z', 'delivered'],
    },
    'a day that a zone skipped is none': {
      facts: arrivedAt('2011-12-29 12:00'),
      timing: { hour: '10:00', after: { days: 1 } },
      zone: 'Pacific/Apia',
      due: ['Sat 2011-12-31 10:00', '2011-12-30T20:00Z', 'delivered'],
    },
  })
})

describe('excluded days', () => {
  table({
    'a request on a Sunday is made on Monday, at its time of the day': {
      facts: arrivedAt('03-08 11:00'),
      timing: { notOn: ['sunday'] },
      due: ['Mon 2026-03-16 12:00', '2026-03-16T11:00Z', 'delivered'],
    },
    'a weekend is over on Monday': {
      facts: arrivedAt('03-07 11:00'),
      timing: { notOn: ['saturday', 'sunday'] },
      due: ['Mon 2026-03-16 12:00', '2026-03-16T11:00Z', 'delivered'],
    },
    'an hour that is over on Saturday is that of Monday': {
      facts: arrivedAt('03-07 11:00'),
      timing: { hour: '10:00', notOn: ['sunday'] },
      due: ['Mon 2026-03-16 10:00', '2026-03-16T09:00Z', 'delivered'],
    },
    'a weekend is Friday and Saturday where that is said': {
      facts: thursday,
      timing: { hour: '10:00', notOn: ['friday', 'saturday'] },
      zone: 'Asia/Riyadh',
      due: ['Sun 2026-03-15 10:00', '2026-03-15T07:00Z', 'delivered'],
    },
    'a date of the year is excluded in every year': {
      facts: arrivedAt('12-18 11:00'),
      timing: { notOn: ['12-25', '12-26'] },
      due: ['Sun 2026-12-27 12:00', '2026-12-27T11:00Z', 'delivered'],
    },
    'dates and weekdays add up': {
      facts: arrivedAt('12-18 11:00'),
      timing: { notOn: ['12-25', '12-26', 'sunday'] },
      due: ['Mon 2026-12-28 12:00', '2026-12-28T11:00Z', 'delivered'],
    },
    'a date is excluded in its year': {
      facts: arrivedAt('03-27 11:00'),
      timing: { notOn: ['2026-04-03'] },
      due: ['Sat 2026-04-04 12:00', '2026-04-04T10:00Z', 'delivered'],
    },
    'a date of another year is not excluded': {
      facts: arrivedAt('03-27 11:00'),
      timing: { notOn: ['2025-04-03', '2027-04-03'] },
      due: ['Fri 2026-04-03 12:00', '2026-04-03T10:00Z', 'delivered'],
    },
    'a year may end in excluded days': {
      facts: arrivedAt('12-24 11:00'),
      timing: { hour: '10:00', notOn: ['01-01'] },
      due: ['Sat 2027-01-02 10:00', '2027-01-02T09:00Z', 'delivered'],
    },
    'a day is that of the customer, who has Sunday before the shop': {
      facts: arrivedAt('03-14 12:00'),
      timing: { after: now, notOn: ['sunday'] },
      zone: 'Pacific/Auckland',
      due: ['Mon 2026-03-16 01:00', '2026-03-15T12:00Z', 'delivered'],
    },
    'a day is that of the customer, who has Saturday after the shop': {
      facts: arrivedAt('03-15 02:00'),
      timing: { after: now, notOn: ['sunday'] },
      zone: 'America/Los_Angeles',
      due: ['Sat 2026-03-14 19:00', '2026-03-15T02:00Z', 'delivered'],
    },
    'an excluded day takes its skipped hour with it': {
      facts: arrivedAt('03-28 12:00'),
      timing: { after: now, hour: '02:30', notOn: ['sunday'] },
      due: ['Mon 2026-03-30 02:30', '2026-03-30T00:30Z', 'delivered'],
    },
    'a leap day may be excluded': {
      facts: arrivedAt('2028-02-22 11:00'),
      timing: { notOn: ['02-29'] },
      due: ['Wed 2028-03-01 12:00', '2028-03-01T11:00Z', 'delivered'],
    },
    'one day of the week may be left': {
      facts: thursday,
      timing: { notOn: ['thursday', 'friday', 'saturday', 'sunday', 'monday', 'tuesday'] },
      due: ['Wed 2026-03-18 12:00', '2026-03-18T11:00Z', 'delivered'],
    },
  })
})

const QUARTER = 900_000
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
const zones = [
  'UTC',
  'Europe/Berlin',
  'Europe/Dublin',
  'America/New_York',
  'America/Santiago',
  'America/Nuuk',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
]
/** Looks at every quarter of an hour: the first at which the wall shows at least the hour of a day that is not excluded. */
function byIntl(from: number, zone: string, hour: string, notOn: readonly string[]): number {
  const isOpen = (date: string): boolean =>
    ![date, date.slice(5), weekdays[new Date(date).getUTCDay()] ?? ''].some((day) => notOn.includes(day))
  let before = wall(from - 2 * 86_400_000, zone)
  const passed = new Set<string>()
  for (let at = from - 2 * 86_400_000 + QUARTER; ; at += QUARTER) {
    const shown = wall(at, zone)
    for (const date of [before.slice(0, 10), shown.slice(0, 10)]) {
      if (passed.has(date) || shown < `${date} ${hour}`) continue
      passed.add(date)
      if (at >= from && isOpen(date) && isOpen(shown.slice(0, 10))) return at
    }
    before = shown
  }
}

test('any hour and days, around every change of the clocks, are those that Intl finds', () => {
  const start = Date.parse('2026-01-01T00:00Z')
  const days = fc.constantFrom(...weekdays, '03-29', '10-25', '03-08', '2026-03-30', '2026-11-01', '12-25', '01-01')
  const quarters = fc.integer({ min: 0, max: 366 * 96 })
  // Half of them in the days before the clocks change somewhere.
  const near = fc
    .tuple(
      fc.constantFrom('02-14', '03-07', '03-22', '03-28', '04-04', '09-05', '10-03', '10-24', '10-31'),
      fc.nat(192),
    )
    .map(([date, quarter]) => (Date.parse(`2026-${date}T00:00Z`) - start) / QUARTER + quarter)
  const hours = fc.tuple(fc.nat(23), fc.constantFrom('00', '15', '30', '45'))
  fc.assert(
    fc.property(
      fc.oneof(quarters, near),
      fc.constantFrom(...zones),
      hours.map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`),
      fc.uniqueArray(days, { maxLength: 5 }),
      (quarter, zone, hour, notOn) => {
        const from = start + quarter * QUARTER
        const time = new Date(from).toISOString().slice(0, 16).replace('T', ' ')
        const facts = [placed(time, 'point-of-sale')]
        const { dueAt } = asked({ facts, zone, timing: { after: now, hour, notOn } })
        expect(dueAt).toBe(new Date(byIntl(from, zone, hour, notOn)).toISOString())
      },
    ),
    { numRuns: 300 },
  )
})
