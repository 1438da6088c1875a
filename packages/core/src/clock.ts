/** The only file that reads a clock. Everything else is told what time it is. */

export interface Clock {
  /** The present instant in milliseconds since 1970. */
  now(): number
}

export interface VirtualClock extends Clock {
  /** Moves the clock to an instant; a clock never runs backwards, so an earlier one is ignored. */
  set(instant: string | number): void
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() }

/**
 * A clock that moves only when told to: for tests, replays and simulations.
 * @example const clock = virtualClock('2026-01-01T00:00:00Z')
 */
export function virtualClock(start: string | number = 0): VirtualClock {
  let now = typeof start === 'number' ? start : Date.parse(start)
  return {
    now: () => now,
    set(instant) {
      now = Math.max(now, typeof instant === 'number' ? instant : Date.parse(instant))
    },
  }
}

/** An instant as it is stored: UTC, ISO 8601, milliseconds, 24 characters; so that text sorts as time. */
export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()
export const ms = (instant: string): number => Date.parse(instant)

/** A span of time; days are of 24 hours. */
export interface Span {
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
}
export const spanMs = ({ days = 0, hours = 0, minutes = 0 }: Span): number =>
  ((days * 24 + hours) * 60 + minutes) * 60_000
/** The instant one span later. */
export const later = (instant: string, span: Span): string => iso(ms(instant) + spanMs(span))
/** An instant in the form in which it is stored, or nothing where the text is none. */
export function canonical(instant: string): string | undefined {
  const at = ms(instant)
  return Number.isNaN(at) ? undefined : iso(at)
}
