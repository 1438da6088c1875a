/** When a request goes out: on its date, at the customer's hour, not too soon after another, and not too late. */
import { later } from '@motkit/core'
import { waited } from '../timing/local.ts'
import type { Wait } from '../timing/options.ts'
import { shipmentOf } from '../timing/parcels.ts'
import { farthestBack, scheduleOf } from '../timing/schedule.ts'
import { opening } from '../timing/window.ts'
import type { Ask } from './options.ts'
import { type Asking, isAtTill, type Looking, type Obstacle } from './whether.ts'

/** Later than this after its hour, a request waits for the next. */
const GRACE = { hours: -1 }

export type Dated =
  | Obstacle
  | { readonly status: 'planned'; readonly at: string; readonly reason?: 'person-asked-recently' }
const zoneOf = ({ journey, settings }: Looking): string => journey.slices.profile.timeZone?.value ?? settings.timeZone

/**
 * The next hour and day at which somebody may be asked, from when it is due or, where that is past, from now. The date that
 * it had stays the same at each look, until it is past.
 */
function nextOpening(looking: Looking, ask: Ask, due: string): string {
  const [{ now }, { hour, notOn }, zone] = [looking, ask, zoneOf(looking)]
  const isOpen = opening(now, { notOn }, zone) === now
  const late = isOpen ? later(now, GRACE) : now
  const at = opening(due, ask, zone)
  return at >= late ? at : opening(hour === undefined ? now : late, ask, zone)
}
const orTooLate = (ask: Ask, due: string, dated: Dated): Dated => {
  const until = later(due, ask.giveUpAfter)
  return dated.status === 'planned' && dated.at > until
    ? { status: 'skipped', reason: dated.reason ?? 'too-late', since: until }
    : dated
}

/**
 * The date of a request about products of an order, or about all of it.
 * @param times when this customer is asked about anything
 */
export function dateOf(
  looking: Looking,
  { order, ask }: Asking,
  products: readonly string[] | undefined,
  times: readonly string[],
): Dated {
  const { programme, journey, settings } = looking
  const schedule = scheduleOf(ask, { order, profile: journey.slices.profile, settings, products })
  if (schedule.dueAt === undefined) return { status: 'waiting', reason: schedule.waitingFor }
  const unsent = ask.requires.includes('fulfilled') && !isAtTill(order) ? unsentOf(order, products) : undefined
  if (unsent) return { status: 'waiting', reason: unsent }
  const { most, days } = programme.person
  let at = nextOpening(looking, ask, schedule.dueAt)
  const first = at
  for (let from = at; ; from = at) {
    const near = times.filter((time) => later(time, { days }) > from).toSorted()
    const free = near[near.length - most]
    if (free === undefined) break
    at = opening(later(free, { days }), ask, zoneOf(looking))
  }
  return orTooLate(ask, schedule.dueAt, {
    status: 'planned',
    at,
    ...(at > first && { reason: 'person-asked-recently' }),
  })
}
const unsentOf = (
  order: Asking['order'],
  products: readonly (string | undefined)[] = [undefined],
): string | undefined =>
  farthestBack(products.map((product) => shipmentOf(order, product)).filter(({ sent }) => sent === undefined))
    ?.waitingFor

/** The date of a reminder, so long after what was sent last. */
export function reminderDate(looking: Looking, ask: Ask, wait: Wait, last: string): Dated {
  const due = waited(last, wait, zoneOf(looking))
  return orTooLate(ask, due, { status: 'planned', at: nextOpening(looking, ask, due) })
}
