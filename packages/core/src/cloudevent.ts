/** Events on the wire: CloudEvents 1.0 (https://github.com/cloudevents/spec), with customerid or anonymousid, and tenant. */
import type { Envelope } from './event.ts'

export interface CloudEvent {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject?: string
  readonly time: string
  readonly datacontenttype?: 'application/json'
  readonly customerid?: string
  readonly anonymousid?: string
  readonly tenant?: string
  readonly data?: unknown
}

/** A CloudEvent as an event to ingest; what it lacks, `ingest` names. */
export function fromCloudEvent(wire: unknown): unknown {
  if (typeof wire !== 'object' || wire === null) return wire
  const { specversion: _, datacontenttype: __, customerid, anonymousid, ...event } = wire as Record<string, unknown>
  return { ...event, customer: customerid === undefined ? { anonymousId: anonymousid } : { id: customerid } }
}

/** An event as a CloudEvent in JSON. */
export function toCloudEvent({ id, source, type, subject, time, tenant, customer, data }: Envelope): CloudEvent {
  return {
    specversion: '1.0',
    id,
    source,
    type,
    ...(subject !== undefined && { subject }),
    time,
    datacontenttype: 'application/json',
    ...('id' in customer ? { customerid: customer.id } : { anonymousid: customer.anonymousId }),
    ...(tenant !== 'default' && { tenant }),
    data,
  }
}
