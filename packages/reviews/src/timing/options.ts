/** When a review is asked for, as data: what starts the wait, how long it is, and on what days and at what hour it may end. */
import type { Line, Market } from '@motkit/core'
import * as z from 'zod'
import { readBy, reviewsInvalid } from '../errors.ts'

const upTo = (most: number) => z.int().nonnegative().max(most).optional()
export const wait = { days: upTo(3_650), hours: upTo(87_600), minutes: upTo(5_256_000) }
/** Days are of the customer's calendar: a day on which the clocks change is one day. Hours and minutes are of 60 minutes and seconds. */
export type Wait = z.output<z.ZodObject<typeof wait>>

const markets = ['domestic', 'international', 'point-of-sale'] as const satisfies readonly Market[]
/** A wait, and where it is another: by product id, by category, by market. The most specific counts. */
const waits = z.strictObject({
  ...wait,
  products: z.record(z.string(), z.strictObject(wait)).optional(),
  categories: z.record(z.string(), z.strictObject(wait)).optional(),
  markets: z.partialRecord(z.enum(markets), z.strictObject(wait)).optional(),
})
type Waits = z.output<typeof waits>

/** In the order of `Date.getDay`. */
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
export type Weekday = (typeof weekdays)[number]
export const weekdayOf = (date: Date): Weekday => weekdays[date.getDay()] as Weekday

/** A date of the year, as 12-25; 02-29 is one. */
const dateOfYear = z
  .string()
  .refine((date) => z.iso.date().safeParse(`2000-${date}`).success, 'a weekday, or a date as 12-25 or 2026-04-03')
const notOn = z
  .array(z.union([z.enum(weekdays), z.iso.date(), dateOfYear], 'a weekday, or a date as 12-25 or 2026-04-03'))
  .max(2_000)
  .refine((days) => weekdays.some((day) => !days.includes(day)), 'at least one weekday is left')
  .refine(
    (days) => new Set(days.filter((day) => /^\d\d-/.test(day))).size < 366,
    'at least one date of the year is left',
  )

export const timing = z.strictObject({
  /** What the wait starts with. `delivered` unless said otherwise. */
  trigger: z.enum(['paid', 'fulfilled', 'delivered']).default('delivered'),
  /** The wait after it. 7 days unless said otherwise. */
  after: waits.prefault({ days: 7 }),
  /** Time of use: not asked before the customer has had it for so long. */
  use: waits.prefault({}),
  /** Where no word of the arrival comes: asked so many days after another fact instead. */
  fallback: z
    .strictObject({ after: z.enum(['fulfilled', 'paid', 'placed']), days: z.int().nonnegative().max(3_650) })
    .optional(),
  /** The time of the day, by the customer's clock: the next one after the wait. The time at which the wait ends unless said otherwise. */
  hour: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, as 10:00')
    .optional(),
  /** Days of the customer's calendar on which nobody is asked: weekdays, dates of the year (`12-25`), dates (`2026-04-03`). */
  notOn: notOn.default([]),
})
export type TimingOptions = z.input<typeof timing>
export type Timing = z.output<typeof timing>

/**
 * Checks when reviews are to be asked for.
 * @throws MotError REVIEWS_INVALID with `details.path`, as `timing.after.products.mattress.days`
 * @example
 * defineTiming({ after: { days: 7, products: { mattress: { days: 30 } } }, fallback: { after: 'fulfilled', days: 21 }, hour: '10:00' })
 */
export const defineTiming = (options: TimingOptions): Timing => readBy(timing, options, ['timing'], reviewsInvalid)

/** The wait for a product of an order: its own, else its category's, the market's, or the one for all. */
export function waitFor(waits: Waits, line: Pick<Line, 'productId' | 'category'> | undefined, market?: Market): Wait {
  return (
    entry(waits.products, line?.productId) ??
    entry(waits.categories, line?.category) ??
    entry(waits.markets, market) ?? { days: waits.days, hours: waits.hours, minutes: waits.minutes }
  )
}
/** What is said of a name that came from outside; never what every object inherits. */
const entry = (said: Readonly<Record<string, Wait>> | undefined, name: string | undefined): Wait | undefined =>
  said !== undefined && name !== undefined && Object.hasOwn(said, name) ? said[name] : undefined
