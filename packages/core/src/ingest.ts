/** The border: an event is validated and normalised here, or refused with a code and the path of what is wrong. */
import { iso, type Span, spanMs } from './clock.ts'
import { check } from './definition.ts'
import { type CoreErrorCode, MotError, type MotErrorDetails } from './errors.ts'
import type { Customer, Envelope } from './event.ts'
import type { Model } from './model.ts'
import { err, ok, type Result } from './result.ts'

export interface BorderOptions {
  /** What to do with a type that no plugin defines. Default: 'refuse'. */
  readonly unknownEvents: 'refuse' | 'keep'
  /** Default: 256 KiB, counted in UTF-16 code units of keys and values. */
  readonly maxEventBytes: number
  /** How far ahead of the clock an event may be. Default: 24 hours. */
  readonly maxFuture: Span
}
export const defaultBorder: BorderOptions = {
  unknownEvents: 'refuse',
  maxEventBytes: 262_144,
  maxFuture: { hours: 24 },
}

export type Refusal = Extract<
  CoreErrorCode,
  'EVENT_INVALID' | 'EVENT_TYPE_UNKNOWN' | 'EVENT_TOO_LARGE' | 'EVENT_UNSAFE' | 'TIME_IN_FUTURE' | 'CUSTOMER_MISSING'
>
const refuse = (code: Refusal, message: string, details: MotErrorDetails): Result<never, Refusal> =>
  err(new MotError(code, message, { details }))
const invalid = (path: string, expected: string, value: unknown) =>
  refuse('EVENT_INVALID', `${path}: expected ${expected}`, {
    path,
    expected,
    received: value === undefined ? 'nothing' : typeof value,
  })

/** Half a character, as where a text was cut, and U+0000 cannot be stored. */
const isSafe = (text: string): boolean => text.isWellFormed() && !text.includes('\u0000')
/** The path of the first key or text of a value that cannot be stored. */
export const unsafePath = (value: unknown, path: string): string | undefined =>
  inspect(value, { left: Number.POSITIVE_INFINITY }, path)
/** Walks a value once: its size, and the path of the first key or text that cannot be stored. */
function inspect(value: unknown, budget: { left: number }, path: string): string | undefined {
  if (typeof value === 'string') {
    budget.left -= value.length + 2
    return isSafe(value) ? undefined : path
  }
  budget.left -= 4
  if (typeof value !== 'object' || value === null || budget.left < 0) return undefined
  for (const key of Object.keys(value)) {
    budget.left -= key.length + 3
    if (key === '__proto__' || !isSafe(key)) return `${path}.${key}`
    const bad = inspect((value as Record<string, unknown>)[key], budget, `${path}.${key}`)
    if (bad !== undefined) return bad
  }
  return undefined
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/
/** What ids, tenants and the like are. */
export const NAME = 'a text of 1 to 300 characters'
export const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 300

/** Who an event is about; `anonymousId` only where there is no `id`. */
export function readCustomer(value: unknown): Customer | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { id, anonymousId } = value as { id?: unknown; anonymousId?: unknown }
  if (isName(id)) return { id }
  return isName(anonymousId) && id === undefined ? { anonymousId } : undefined
}

/** Validates an event as it came from the host, at `now` in milliseconds. */
export function validate(model: Model, options: BorderOptions, raw: unknown, now: number): Result<Envelope, Refusal> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return invalid('event', 'an object', raw)
  const budget = { left: options.maxEventBytes }
  const unsafe = inspect(raw, budget, 'event')
  if (unsafe !== undefined) {
    const path = unsafe.slice('event.'.length)
    return refuse('EVENT_UNSAFE', `${JSON.stringify(path)} holds __proto__, U+0000 or half a character`, {
      path,
      expected: 'no __proto__ key, no U+0000, no half of a character',
    })
  }
  if (budget.left < 0) {
    return refuse('EVENT_TOO_LARGE', `the event is larger than ${options.maxEventBytes} bytes`, {
      path: 'event',
      expected: `at most ${options.maxEventBytes} bytes`,
    })
  }
  const {
    id,
    source,
    type,
    time,
    tenant = 'default',
    data,
    customer: who,
    subject: given,
  } = raw as Record<string, unknown>
  if (!isName(id)) return invalid('id', NAME, id)
  if (!isName(source)) return invalid('source', NAME, source)
  if (!isName(type)) return invalid('type', NAME, type)
  if (!isName(tenant)) return invalid('tenant', NAME, tenant)
  if (given !== undefined && !isName(given)) return invalid('subject', NAME, given)
  const at = typeof time === 'string' && INSTANT.test(time) ? Date.parse(time) : Number.NaN
  if (Number.isNaN(at)) return invalid('time', 'an ISO 8601 instant with its zone', time)
  if (at > now + spanMs(options.maxFuture)) {
    return refuse('TIME_IN_FUTURE', `${time} lies too far ahead of ${iso(now)}`, {
      path: 'time',
      expected: `at most ${iso(now + spanMs(options.maxFuture))}`,
      received: String(time),
    })
  }
  const customer = readCustomer(who)
  if (!customer)
    return refuse('CUSTOMER_MISSING', 'the event names no customer', {
      path: 'customer',
      expected: '{ id } or { anonymousId }, texts of 1 to 300 characters',
    })
  const definition = model.events.get(type)
  if (!definition) {
    if (options.unknownEvents === 'keep')
      return ok({
        id,
        source,
        type,
        time: iso(at),
        tenant,
        customer,
        ...(given !== undefined && { subject: given }),
        data,
      })
    return refuse('EVENT_TYPE_UNKNOWN', `no plugin defines ${type}`, {
      path: 'type',
      received: type,
      expected: 'a type of the catalogue or of a plugin',
    })
  }
  const checked = check(definition.schema, data)
  if ('issue' in checked) {
    const path = checked.issue.path === '' ? 'data' : `data.${checked.issue.path}`
    return refuse('EVENT_INVALID', `${path}: ${checked.issue.message}`, { path, expected: checked.issue.message })
  }
  const event: { -readonly [K in keyof Envelope]: Envelope[K] } = {
    id,
    source,
    type,
    time: iso(at),
    tenant,
    customer,
    data: checked.value,
  }
  const subject = definition.subject?.(checked.value) ?? (given as string | undefined)
  if (subject !== undefined) event.subject = subject
  const related = definition.related?.(checked.value).filter((one) => one !== undefined)
  if (related && related.length > 0) event.related = related
  return ok(event)
}
