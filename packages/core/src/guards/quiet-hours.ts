import { TZDate } from '@date-fns/tz'
import { addDays } from 'date-fns/addDays'
import { set } from 'date-fns/set'
import type { AnyAction } from '../action.ts'
import { sendMessage } from '../actions.ts'
import { iso, ms } from '../clock.ts'
import { MotError } from '../errors.ts'
import { allow, defer, defineGuard } from '../guard.ts'
import { profile } from '../slices/profile.ts'

const minutes = (clock: string): number => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock)
  if (!match)
    throw new MotError('SETUP_INVALID', `quiet hours want a time of day as 22:00, not ${clock}`, {
      details: { path: 'quietHours', received: clock },
    })
  return Number(match[1]) * 60 + Number(match[2])
}

/**
 * Holds messages back from `from` to `to` by the customer's own clock (their time zone, else the shop's), and lets
 * them go at `to`. A day on which the clocks change is as long as it is.
 * @param options times of day as `22:00`; `on`: the actions, `message.send` unless said otherwise
 * @throws MotError SETUP_INVALID for a time of day that is none
 */
export function quietHours(options: {
  readonly from: string
  readonly to: string
  readonly on?: readonly AnyAction[]
}) {
  const [from, to] = [minutes(options.from), minutes(options.to)]
  return defineGuard({
    id: 'quiet-hours',
    on: options.on ?? [sendMessage],
    reads: [profile],
    judge({ journey, now, settings }) {
      const local = new TZDate(ms(now), journey.slices.profile.timeZone?.value ?? settings.timeZone)
      const minute = local.getHours() * 60 + local.getMinutes()
      const quiet = from <= to ? from <= minute && minute < to : minute >= from || minute < to
      if (!quiet) return allow
      const day = minute >= to ? addDays(local, 1) : local
      const until = set(day, { hours: Math.floor(to / 60), minutes: to % 60, seconds: 0, milliseconds: 0 })
      return defer(iso(until.getTime()), 'quiet-hours')
    },
  })
}
