/** How a refusal of motkit is told over HTTP: a status, and a body in the shape of Medusa's own errors. */
import { MotError } from '@motkit/core'

/** @param option of the plugin, as `programme` */
export const partMissing = (option: string): MotError<'PART_MISSING'> =>
  new MotError('PART_MISSING', `the shop has no ${option}`, { details: { path: option, expected: 'an option' } })

export interface HttpError {
  readonly status: number
  readonly body: {
    readonly type: string
    readonly code: string
    readonly message: string
    readonly details?: Readonly<Record<string, unknown>>
  }
}
/** By status the word that Medusa has for it, and the codes. Another use of an idempotency key is 422 in the IETF's draft. */
const statuses: readonly (readonly [status: number, type: string, codes: readonly string[]])[] = [
  [
    400,
    'invalid_data',
    [
      'INPUT_INVALID',
      'EVENT_INVALID',
      'EVENT_UNSAFE',
      'EVENT_TOO_LARGE',
      'POINTS_REFUSED',
      'ADJUSTMENT_INVALID',
      'PROGRAMME_INVALID',
      'REFERRAL_CODE_INVALID',
    ],
  ],
  [403, 'forbidden', ['TOKEN_INVALID', 'TOKEN_SCOPE']],
  [
    404,
    'not_found',
    [
      'PART_MISSING',
      'CUSTOMER_UNKNOWN',
      'ORDER_UNKNOWN',
      'REWARD_UNKNOWN',
      'WALLET_UNKNOWN',
      'REDEMPTION_UNKNOWN',
      'CART_UNKNOWN',
      'ERASURE_KEY_MISSING',
    ],
  ],
  [
    409,
    'conflict',
    ['PROGRAMME_CHANGED', 'CAP_REACHED', 'POINTS_TOO_FEW', 'REWARD_REFUSED', 'REWARD_UNSUPPORTED', 'REDEMPTION_EXISTS'],
  ],
  [
    409,
    'conflict',
    ['REDEMPTION_ENDED', 'RESERVATION_EXISTS', 'CART_COMPLETED', 'CART_REFUSED', 'CART_BUSY', 'TOKEN_USED'],
  ],
  [410, 'not_found', ['CUSTOMER_ERASED', 'TOKEN_EXPIRED']],
  [422, 'duplicate_error', ['COMMAND_CONFLICT']],
  [503, 'unexpected_state', ['STORE_UNAVAILABLE', 'QUEUE_FULL']],
]
const byCode = new Map(statuses.flatMap(([status, type, codes]) => codes.map((code) => [code, { status, type }])))

/** What is not the caller's to know, as how a plugin failed, is told without its words. */
export function httpErrorOf({ code, message, details }: MotError): HttpError {
  const { status, type } = byCode.get(code) ?? { status: 500, type: 'unexpected_state' }
  if (status >= 500) return { status, body: { type, code, message: 'An unknown error occurred.' } }
  const known = Object.keys(details).length > 0
  return { status, body: { type, code, message, ...(known && { details }) } }
}
