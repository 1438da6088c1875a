/** One error class with a closed map of codes. The map is the source of docs/errors.md. */

/** Every code that `@motkit/core` answers or throws, with what it means. */
export const coreErrors = {
  EVENT_INVALID: 'The event, or its data, does not have the shape its type asks for.',
  EVENT_TYPE_UNKNOWN: 'No plugin defines an event of this type, and the host did not say `unknownEvents: "keep"`.',
  EVENT_TOO_LARGE: 'The event is larger than `maxEventBytes`.',
  EVENT_UNSAFE: 'The event holds a key or a character that cannot be stored: `__proto__` or U+0000.',
  EVENT_CONFLICT: 'An event of this tenant, source and id is already known, with other content.',
  TIME_IN_FUTURE: 'The time of the event lies further ahead of the clock than `maxFuture` allows.',
  CUSTOMER_MISSING: 'The event, or the call, names no customer: neither `id` nor `anonymousId`.',
  CUSTOMER_UNKNOWN: 'No journey is known for this customer.',
  ORDER_UNKNOWN: 'Nobody is known to have placed this order.',
  CUSTOMER_ERASED: 'The data of this customer was erased; their events are not taken again.',
  ERASURE_KEY_MISSING:
    'A durable store erases nobody without an `erasureKey` of the host: a hash under a public key could be tried.',
  INPUT_INVALID: 'The input of a command or a query does not have the shape it asks for.',
  COMMAND_CONFLICT: 'A command of this id was already answered, for other input.',
  PLUGIN_FAILED: 'A fold, a moment, a rule, a guard, a command or a query threw, or decided what its schema refuses.',
  RULES_LOOP: 'Rules kept recording facts that made rules record facts; nothing was committed.',
  QUEUE_FULL: 'More events wait to be committed than `maxQueue` allows; send again later.',
  STORE_UNAVAILABLE: 'The store did not answer, or could not commit; the same may be sent again.',
  STORE_REFUSED: 'The store cannot keep what it was given; the same will be refused again.',
  TX_UNSUPPORTED: 'This store cannot take part in a transaction of the host.',
  HANDLER_FAILED: 'A handler threw; the action is tried again, or is dead.',
  HANDLER_TIMEOUT: 'A handler took longer than `timeoutMs`.',
  MONEY_INVALID: 'An amount cannot be written in minor units of this currency.',
  SETUP_INVALID: 'The engine cannot be made from these plugins and options.',
} as const

export type CoreErrorCode = keyof typeof coreErrors

/** What may stand beside code and message: where it went wrong, what was expected, what was found. */
export interface MotErrorDetails {
  /** Path of what was wrong, as `data.total.amount`. */
  readonly path?: string
  readonly expected?: string
  readonly received?: string
  readonly [more: string]: unknown
}

/**
 * The only error of motkit. `retryable` says whether the same call may succeed later;
 * a handler may throw one with `retryAfter` (seconds) to say when.
 */
export class MotError<C extends string = string> extends Error {
  override readonly name = 'MotError'
  readonly code: C
  readonly retryable: boolean
  readonly retryAfter: number | undefined
  readonly details: MotErrorDetails

  constructor(
    code: C,
    message: string,
    more: { cause?: unknown; retryable?: boolean; retryAfter?: number; details?: MotErrorDetails } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = code
    this.retryable = more.retryable ?? false
    this.retryAfter = more.retryAfter
    this.details = more.details ?? {}
  }

  toJSON() {
    return { code: this.code, message: this.message, retryable: this.retryable, details: this.details }
  }
}

/** True for a MotError of this or of another copy of the package: known by its name, not by its class. */
export const isMotError = (value: unknown): value is MotError =>
  value instanceof Error && value.name === 'MotError' && 'code' in value
