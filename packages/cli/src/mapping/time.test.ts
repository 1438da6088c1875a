/** Reading times as files write them. */
import { describe, expect, test } from 'vitest'
import { createTimeReader } from './time.ts'

describe.each(['UTC', 'America/New_York', 'America/Sao_Paulo'])('on a machine in %s', (machine) => {
  const read = (text: unknown, zone: string, ...formats: string[]) => {
    const before = process.env.TZ
    process.env.TZ = machine
    try {
      return createTimeReader(zone, formats)(text)
    } finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  }
  test.each([
    ['2026-03-01T10:00:00+02:00', 'UTC', '2026-03-01T08:00:00.000Z'],
    ['2026-03-01 10:00:00Z', 'Europe/Berlin', '2026-03-01T10:00:00.000Z'],
    ['1772359200', 'UTC', '2026-03-01T10:00:00.000Z'],
    [1772359200123, 'UTC', '2026-03-01T10:00:00.123Z'],
    ['3/1/2026 10:00', 'America/Sao_Paulo', '2026-03-01T13:00:00.000Z'],
    ['2026-07-01 10:00:05', 'Europe/Berlin', '2026-07-01T08:00:05.000Z'],
    ['2026-01-05 10:12:13 -0500', 'Asia/Tokyo', '2026-01-05T15:12:13.000Z'],
    // New York has no such hour on that day, and São Paulo had no such midnight on that one: this machine may.
    ['2026-03-08 02:30:00', 'UTC', '2026-03-08T02:30:00.000Z'],
    ['2017-10-15 00:00:00', 'UTC', '2017-10-15T00:00:00.000Z'],
    ['10/15/2017 0:00', 'America/Sao_Paulo', '2017-10-15T03:00:00.000Z'],
  ])('%s of %s', (text, zone, expected) => {
    expect(read(text, zone, 'yyyy-MM-dd HH:mm:ss', 'M/d/yyyy H:mm', 'yyyy-MM-dd HH:mm:ss xx')).toBe(expected)
  })

  test.each(['soon', '2026-13-01 10:00:00', '', '31/31/2026 0:00'])('%o is none', (text) => {
    expect(read(text, 'UTC', 'yyyy-MM-dd HH:mm:ss', 'M/d/yyyy H:mm')).toBeUndefined()
  })
})
