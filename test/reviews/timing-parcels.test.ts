// When a request is due, by the parcels: split shipments, parcels that are lost, taken back, sent anew. Written by hand.
import { describe } from 'vitest'
import { arrived, canceled, lost, mattress, mug, paid, placed, returned, sent, table, takenBack } from './timing.ts'

const order = placed('03-02 08:00', 'domestic', [mug, mattress])
const one = placed('03-02 08:00')
const fallback = { after: 'fulfilled', days: 14 } as const

describe('split shipments', () => {
  const cup = [order, sent('03-03 15:00', 's1', 'mug'), arrived('03-05 11:00', 's1')]
  const bed = [sent('03-06 09:00', 's2', 'mattress'), arrived('03-09 09:00', 's2')]
  table({
    'an order is asked about when its last parcel has arrived': {
      facts: [...cup, ...bed],
      due: ['Mon 2026-03-16 10:00', '2026-03-16T09:00Z', 'delivered'],
      product: 'mattress',
    },
    'a product is asked about when its own parcel has arrived': {
      facts: [...cup, ...bed],
      products: ['mug'],
      due: ['Thu 2026-03-12 12:00', '2026-03-12T11:00Z', 'delivered'],
    },
    'a product does not wait for the parcel of another': {
      facts: [...cup, ...bed.slice(0, 1)],
      products: ['mug'],
      due: ['Thu 2026-03-12 12:00', '2026-03-12T11:00Z', 'delivered'],
    },
    'an order waits for the parcel that is on its way': {
      facts: [...cup, ...bed.slice(0, 1)],
      waitingFor: 'delivery',
      product: 'mattress',
    },
    'an order that was sent in part waits for the rest': { facts: cup, waitingFor: 'fulfilment', product: 'mattress' },
    'an order waits for what is farthest back': {
      facts: [order, sent('03-03 15:00', 's1', 'mug')],
      waitingFor: 'fulfilment',
      product: 'mattress',
    },
    'a lost parcel is farther back than one that was never sent': {
      facts: [order, sent('03-03 15:00', 's1', 'mattress'), lost('03-05 11:00', 's1')],
      waitingFor: 'replacement',
      product: 'mattress',
    },
    'of two that are due at once, the first by name decides': {
      facts: [order, sent('03-03 15:00', 's1'), arrived('03-05 11:00', 's1')],
      due: ['Thu 2026-03-12 12:00', '2026-03-12T11:00Z', 'delivered'],
      product: 'mattress',
    },
    'parcels of which nobody says what they hold are all waited for': {
      facts: [
        order,
        sent('03-03 15:00', 's1'),
        arrived('03-05 11:00', 's1'),
        sent('03-04 15:00', 's2'),
        arrived('03-09 09:00', 's2'),
      ],
      products: ['mug'],
      due: ['Mon 2026-03-16 10:00', '2026-03-16T09:00Z', 'delivered'],
    },
    'a product in two parcels waits for the last of the two': {
      facts: [...cup, sent('03-04 15:00', 's3', 'mug'), arrived('03-07 10:00', 's3')],
      products: ['mug'],
      due: ['Sat 2026-03-14 11:00', '2026-03-14T10:00Z', 'delivered'],
    },
    'two products that are asked about together wait for the last of the two': {
      facts: [...cup, ...bed],
      products: ['mattress', 'mug'],
      due: ['Mon 2026-03-16 10:00', '2026-03-16T09:00Z', 'delivered'],
      product: 'mattress',
    },
    'the word that the whole order has arrived is one for each parcel': {
      facts: [one, sent('03-03 15:00', 's1'), sent('03-04 15:00', 's2'), arrived('03-06 10:00')],
      due: ['Fri 2026-03-13 11:00', '2026-03-13T10:00Z', 'delivered'],
    },
    'the word that the whole order has arrived is none for a parcel sent later': {
      facts: [one, sent('03-03 15:00', 's1'), arrived('03-06 10:00'), sent('03-07 15:00', 's3')],
      waitingFor: 'delivery',
    },
    'a parcel without a name is the whole order': {
      facts: [order, sent('03-03 15:00'), arrived('03-05 11:00')],
      due: ['Thu 2026-03-12 12:00', '2026-03-12T11:00Z', 'delivered'],
    },
    'a gift card is in no parcel': {
      facts: [placed('03-02 08:00', 'domestic', [mug, { productId: 'card', giftCard: true }]), ...cup.slice(1)],
      due: ['Thu 2026-03-12 12:00', '2026-03-12T11:00Z', 'delivered'],
      product: 'mug',
    },
    'an order is fulfilled when its last parcel is sent': {
      facts: [...cup, ...bed],
      timing: { trigger: 'fulfilled' },
      due: ['Fri 2026-03-13 10:00', '2026-03-13T09:00Z', 'fulfilled'],
    },
    'the fallback counts from the parcel that is missing': {
      facts: [...cup, ...bed.slice(0, 1)],
      timing: { fallback },
      due: ['Fri 2026-03-20 10:00', '2026-03-20T09:00Z', 'fallback'],
      product: 'mattress',
    },
    'shop and carrier may both say that a parcel has arrived: the first word counts': {
      facts: [...cup, ...bed, arrived('03-10 12:00', 's2')],
      due: ['Mon 2026-03-16 10:00', '2026-03-16T09:00Z', 'delivered'],
    },
  })
})

describe('sent anew', () => {
  const first = sent('03-03 15:00', 's1')
  const second = [sent('03-10 09:00', 's2'), arrived('03-12 10:00', 's2')]
  table({
    'a parcel that was taken back and sent anew counts by its new arrival': {
      facts: [one, first, takenBack('03-04 09:00', 's1'), ...second],
      due: ['Thu 2026-03-19 11:00', '2026-03-19T10:00Z', 'delivered'],
    },
    'a parcel that was taken back and sent anew counts by its new fulfilment': {
      facts: [one, first, takenBack('03-04 09:00', 's1'), ...second],
      timing: { trigger: 'fulfilled' },
      due: ['Tue 2026-03-17 10:00', '2026-03-17T09:00Z', 'fulfilled'],
    },
    'the fallback counts from the new fulfilment': {
      facts: [one, first, takenBack('03-04 09:00', 's1'), ...second.slice(0, 1)],
      timing: { fallback },
      due: ['Tue 2026-03-24 10:00', '2026-03-24T09:00Z', 'fallback'],
    },
    'a parcel that was taken back waits for another': {
      facts: [one, first, takenBack('03-04 09:00', 's1')],
      waitingFor: 'replacement',
    },
    'a parcel that was taken back is not fulfilled': {
      facts: [one, first, takenBack('03-04 09:00', 's1')],
      timing: { trigger: 'fulfilled' },
      waitingFor: 'replacement',
    },
    'a lost parcel counts by the arrival of what was sent in its place': {
      facts: [one, first, lost('03-08 09:00', 's1'), ...second],
      due: ['Thu 2026-03-19 11:00', '2026-03-19T10:00Z', 'delivered'],
    },
    'a parcel that came back to its sender counts by the arrival of what was sent in its place': {
      facts: [one, first, returned('03-09 09:00', 's1'), ...second],
      due: ['Thu 2026-03-19 11:00', '2026-03-19T10:00Z', 'delivered'],
    },
    'a lost parcel that turns up counts by its arrival': {
      facts: [one, first, lost('03-06 09:00', 's1'), arrived('03-08 10:00', 's1')],
      due: ['Sun 2026-03-15 11:00', '2026-03-15T10:00Z', 'delivered'],
    },
    'a parcel that was said to be there and then to be lost waits for another': {
      facts: [one, first, arrived('03-05 11:00', 's1'), lost('03-06 09:00', 's1')],
      waitingFor: 'replacement',
    },
    'what was sent before a parcel was lost is not in its place': {
      facts: [one, first, sent('03-04 15:00', 's2'), arrived('03-05 11:00', 's2'), lost('03-06 09:00', 's1')],
      waitingFor: 'replacement',
    },
    'what holds the same product is in the place of a lost parcel, whenever it was sent': {
      facts: [
        order,
        sent('03-03 15:00', 's1', 'mug'),
        sent('03-04 15:00', 's2', 'mug'),
        arrived('03-05 11:00', 's2'),
        lost('03-06 09:00', 's1'),
      ],
      products: ['mug'],
      due: ['Thu 2026-03-12 12:00', '2026-03-12T11:00Z', 'delivered'],
    },
    'a lost parcel does not hold up what was in another': {
      facts: [
        order,
        sent('03-03 15:00', 's1', 'mattress'),
        lost('03-06 09:00', 's1'),
        sent('03-03 15:00', 's2', 'mug'),
        arrived('03-05 11:00', 's2'),
      ],
      products: ['mug'],
      due: ['Thu 2026-03-12 12:00', '2026-03-12T11:00Z', 'delivered'],
    },
    'the last of several new parcels counts': {
      facts: [
        one,
        first,
        lost('03-08 09:00', 's1'),
        ...second,
        takenBack('03-13 09:00', 's2'),
        sent('03-16 09:00', 's3'),
        arrived('03-18 10:00', 's3'),
      ],
      due: ['Wed 2026-03-25 11:00', '2026-03-25T10:00Z', 'delivered'],
    },
    'an order that was canceled and fulfilled anew counts by the new arrival': {
      facts: [one, first, arrived('03-05 11:00', 's1'), canceled('03-06 09:00'), ...second],
      due: ['Thu 2026-03-19 11:00', '2026-03-19T10:00Z', 'delivered'],
    },
    'an order that was canceled waits to be fulfilled anew': {
      facts: [one, first, arrived('03-05 11:00', 's1'), canceled('03-06 09:00')],
      waitingFor: 'fulfilment',
    },
    'a payment from before an order was canceled does not count': {
      facts: [one, paid('03-02 08:05'), canceled('03-06 09:00')],
      timing: { trigger: 'paid' },
      waitingFor: 'payment',
    },
    'the fallback of a canceled order does not count from before': {
      facts: [one, canceled('03-06 09:00')],
      timing: { fallback: { after: 'placed', days: 30 } },
      waitingFor: 'fulfilment',
    },
  })
})
