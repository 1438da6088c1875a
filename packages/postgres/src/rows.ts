/** Rows as the functions of the schema give and take them. */
import { customerKey, customerOf, type Envelope, type StoredAction } from '@motkit/core'

type Body = Pick<Envelope, 'type' | 'time' | 'data' | 'related'>
export type EventRow = readonly [source: string, id: string, customer: string, subject: string | null, body: Body]

export const toEvent =
  (tenant: string) =>
  ([source, id, customer, subject, { type, time, data, related }]: EventRow): Envelope => ({
    id,
    source,
    type,
    ...(subject !== null && { subject }),
    ...(related && { related }),
    time,
    tenant,
    customer: customerOf(customer),
    data,
  })
export function fromEvent({ id, source, type, subject, related, time, tenant, customer, data }: Envelope) {
  const own = customerKey(customer)
  return {
    s: source,
    i: id,
    c: own,
    u: subject,
    r: related?.map((one) => `${tenant} ${own} ${one}`),
    a: time,
    b: { type, time, data, related } satisfies { [K in keyof Body]: unknown },
  }
}

type ActionBody = Omit<StoredAction, 'tenant' | 'customer' | 'key' | 'type' | 'state' | 'attempts' | 'leasedUntil'>
export type ActionRow = readonly [
  tenant: string,
  customer: string,
  key: string,
  type: string,
  state: StoredAction['state'],
  at: string | null,
  attempts: number,
  body: ActionBody,
]
export const toAction = ([tenant, customer, key, type, state, at, attempts, body]: ActionRow): StoredAction => ({
  ...body,
  tenant,
  customer,
  key,
  type,
  state,
  attempts,
  ...(state === 'claimed' && at !== null && { leasedUntil: at }),
})
export function fromAction({ tenant: _, customer, key, type, state, attempts, leasedUntil, ...body }: StoredAction) {
  const at = state === 'due' ? body.due : state === 'claimed' ? (leasedUntil ?? body.due) : null
  return { c: customer, k: key, y: type, s: state, a: at, n: attempts, b: body satisfies ActionBody }
}
