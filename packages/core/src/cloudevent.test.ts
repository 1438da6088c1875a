import { expect, it } from 'vitest'
import { virtualClock } from './clock.ts'
import { fromCloudEvent, toCloudEvent } from './cloudevent.ts'
import { createMot } from './engine.ts'
import { memoryStore } from './memory-store.ts'

const wire = {
  specversion: '1.0',
  id: 'e1',
  source: 'https://shop.example',
  type: 'order.paid',
  subject: 'order/o1',
  time: '2026-03-01T10:00:00.000Z',
  datacontenttype: 'application/json',
  customerid: 'c1',
  tenant: 'second',
  data: { orderId: 'o1' },
}

it('an event goes to the wire and comes back the same', async () => {
  for (const sent of [wire, { ...wire, id: 'e2', customerid: undefined, anonymousid: 'a1' }]) {
    const store = memoryStore()
    const mot = createMot({ store, plugins: [], clock: virtualClock('2026-03-02') })
    expect(await mot.ingestMany([fromCloudEvent(JSON.parse(JSON.stringify(sent)))])).toEqual([
      { ok: true, value: { duplicate: false } },
    ])
    const { events } = await store.export('second', sent.customerid ? 'id:c1' : 'anonymous:a1')
    expect(events.map(toCloudEvent)).toEqual([JSON.parse(JSON.stringify(sent))])
  }
})
it('a wire event without a customer is refused as any other', async () => {
  const { customerid: _, ...nobody } = wire
  const mot = createMot({ store: memoryStore(), plugins: [], clock: virtualClock('2026-03-02') })
  expect(await mot.ingestMany([fromCloudEvent(nobody), fromCloudEvent('nonsense')])).toMatchObject([
    { ok: false, error: { code: 'CUSTOMER_MISSING' } },
    { ok: false, error: { code: 'EVENT_INVALID', details: { path: 'event' } } },
  ])
})
