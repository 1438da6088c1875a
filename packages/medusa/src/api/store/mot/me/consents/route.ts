/** The customer agrees to be written to, or withdraws it: the latest word counts. */
import { randomUUID } from 'node:crypto'
import type { ConsentBody } from '../../../../schemas'
import { map, serveCustomer } from '../../../../serve'

export const POST = serveCustomer<ConsentBody, unknown>(async ({ mot, customer, body, now }) => {
  const { given, ...data } = body
  const taken = await mot.engine.ingest({
    id: randomUUID(),
    source: 'motkit/store',
    type: given ? 'consent.given' : 'consent.withdrawn',
    time: now,
    customer,
    data,
  })
  return map(taken, () => ({ consent: { channel: data.channel, purpose: data.purpose, given, at: now } }))
}, 201)
