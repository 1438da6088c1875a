/** Playing goes through everything due, each at its own instant, and leaves the clock at the end. */
import { expect, test } from 'vitest'
import { playUntil, virtualClock } from './index.ts'

const engine = (dues: readonly string[]) => {
  const clock = virtualClock('2026-01-01T00:00:00Z')
  const ran: string[] = []
  const now = () => new Date(clock.now()).toISOString()
  const mot = {
    async catchUp() {
      const due = dues.filter((at) => at <= now() && !ran.includes(`${at} at ${at}`))
      ran.push(...due.map((at) => `${at} at ${now()}`))
      const next = dues.find((at) => at > now())
      return next === undefined ? {} : { next }
    },
  }
  return { clock, mot, ran, now }
}
const [first, second, third] = [
  '2026-01-02T00:00:00.000Z',
  '2026-01-03T00:00:00.000Z',
  '2026-01-04T00:00:00.000Z',
] as const

test('what falls due is run at its own instant, and what is due later is not', async () => {
  const { clock, mot, ran, now } = engine([first, second, third])
  await playUntil(mot, clock, '2026-01-03T12:00:00+02:00')
  expect(ran).toEqual([`${first} at ${first}`, `${second} at ${second}`])
  expect(now()).toBe('2026-01-03T10:00:00.000Z')
})

test('what falls due at the end is run', async () => {
  const { clock, mot, ran } = engine([first, second])
  await playUntil(mot, clock, second)
  expect(ran).toHaveLength(2)
})

test('an instant that is none is refused', async () => {
  const { clock, mot } = engine([])
  await expect(playUntil(mot, clock, 'tomorrow')).rejects.toThrow(RangeError)
})
