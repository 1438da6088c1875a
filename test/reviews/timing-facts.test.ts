// When a request is due, by what is known of the order: trigger, market, product, use, fallback. Written by hand.
import { describe } from 'vitest'
import { arrived, canceled, lost, mattress, mug, paid, placed, sent, table, updated } from './timing.ts'

const monday = placed('03-02 08:00')
const thursday = [monday, paid('03-02 08:05'), sent('03-03 15:00', 's1'), arrived('03-05 11:00', 's1')]
const onItsWay = thursday.slice(0, 3)
const bought = (market: 'domestic' | 'international' | 'point-of-sale') => [
  placed('03-02 08:00', market),
  ...thursday.slice(1),
]
const byMarket = {
  days: 7,
  markets: { domestic: { days: 3 }, international: { days: 21 }, 'point-of-sale': { days: 1 } },
}

describe('trigger', () => {
  table({
    'the payment starts the wait': {
      facts: thursday,
      timing: { trigger: 'paid' },
      due: ['Mon 2026-03-09 09:05', '2026-03-09T08:05Z', 'paid'],
    },
    'the fulfilment starts the wait': {
      facts: thursday,
      timing: { trigger: 'fulfilled' },
      due: ['Tue 2026-03-10 16:00', '2026-03-10T15:00Z', 'fulfilled'],
    },
    'the arrival starts the wait, for 7 days, where nothing is said': {
      facts: thursday,
      due: ['Thu 2026-03-12 12:00', '2026-03-12T11:00Z', 'delivered'],
    },
    'an order that is not paid waits for its payment': {
      facts: [monday],
      timing: { trigger: 'paid' },
      waitingFor: 'payment',
    },
    'an order that was not sent waits for its fulfilment': {
      facts: [monday, paid('03-02 08:05')],
      timing: { trigger: 'fulfilled' },
      waitingFor: 'fulfilment',
    },
    'an order that can not have arrived waits for its fulfilment': { facts: [monday], waitingFor: 'fulfilment' },
    'an order on its way waits for its delivery': { facts: onItsWay, waitingFor: 'delivery' },
    'half an order waits for the other half': { facts: thursday.slice(1), waitingFor: 'order' },
    'a wait of hours and minutes is counted exactly': {
      facts: thursday,
      timing: { trigger: 'paid', after: { hours: 2, minutes: 30 } },
      due: ['Mon 2026-03-02 11:35', '2026-03-02T10:35Z', 'paid'],
    },
    'no wait at all is due at the arrival': {
      facts: thursday,
      timing: { after: { days: 0 } },
      due: ['Thu 2026-03-05 12:00', '2026-03-05T11:00Z', 'delivered'],
    },
  })
})

describe('market', () => {
  table({
    'a domestic order has the wait of its market': {
      facts: bought('domestic'),
      timing: { after: byMarket },
      due: ['Sun 2026-03-08 12:00', '2026-03-08T11:00Z', 'delivered'],
    },
    'an international order has the wait of its market': {
      facts: bought('international'),
      timing: { after: byMarket },
      due: ['Thu 2026-03-26 12:00', '2026-03-26T11:00Z', 'delivered'],
    },
    'an order of no known market has the wait of all': {
      facts: thursday,
      timing: { after: byMarket },
      due: ['Thu 2026-03-12 12:00', '2026-03-12T11:00Z', 'delivered'],
    },
    'the latest word on the market counts': {
      facts: [...bought('domestic'), updated('03-02 10:00', 'international')],
      timing: { after: byMarket },
      due: ['Thu 2026-03-26 12:00', '2026-03-26T11:00Z', 'delivered'],
    },
    'an international payment has the wait of its market': {
      facts: bought('international'),
      timing: { trigger: 'paid', after: byMarket },
      due: ['Mon 2026-03-23 09:05', '2026-03-23T08:05Z', 'paid'],
    },
    'at a point of sale the purchase is the arrival': {
      facts: [placed('03-02 08:00', 'point-of-sale')],
      timing: { after: byMarket },
      due: ['Tue 2026-03-03 09:00', '2026-03-03T08:00Z', 'purchase'],
    },
    'at a point of sale the purchase is the fulfilment': {
      facts: [placed('03-02 08:00', 'point-of-sale')],
      timing: { trigger: 'fulfilled' },
      due: ['Mon 2026-03-09 09:00', '2026-03-09T08:00Z', 'purchase'],
    },
    'at a point of sale the purchase is the payment where none is told of': {
      facts: [placed('03-02 08:00', 'point-of-sale')],
      timing: { trigger: 'paid' },
      due: ['Mon 2026-03-09 09:00', '2026-03-09T08:00Z', 'paid'],
    },
    'at a point of sale no parcel is waited for': {
      facts: [placed('03-02 08:00', 'point-of-sale'), sent('03-03 15:00', 's1')],
      due: ['Mon 2026-03-09 09:00', '2026-03-09T08:00Z', 'purchase'],
    },
    'at a point of sale no fallback is needed': {
      facts: [placed('03-02 08:00', 'point-of-sale')],
      timing: { fallback: { after: 'placed', days: 3 } },
      due: ['Mon 2026-03-09 09:00', '2026-03-09T08:00Z', 'purchase'],
    },
    'a purchase that was canceled at a point of sale waits for another': {
      facts: [placed('03-02 08:00', 'point-of-sale'), canceled('03-02 09:00')],
      waitingFor: 'order',
    },
  })
})

describe('product', () => {
  const both = [placed('03-02 08:00', 'domestic', [mug, mattress]), ...thursday.slice(1)]
  const waits = {
    ...byMarket,
    products: { mattress: { days: 30 } },
    categories: { bed: { days: 20 }, kitchen: { days: 2 } },
  }
  table({
    'the wait of the product comes before those of its category and market': {
      facts: both,
      timing: { after: waits },
      products: ['mattress'],
      due: ['Sat 2026-04-04 12:00', '2026-04-04T10:00Z', 'delivered'],
    },
    'the wait of the category comes before that of the market': {
      facts: both,
      timing: { after: waits },
      products: ['mug'],
      due: ['Sat 2026-03-07 12:00', '2026-03-07T11:00Z', 'delivered'],
    },
    'a product of which nothing is said has the wait of the market': {
      facts: both,
      timing: { after: waits },
      products: ['pillow'],
      due: ['Sun 2026-03-08 12:00', '2026-03-08T11:00Z', 'delivered'],
    },
    'a product with the name of what every object inherits has no wait of its own': {
      facts: thursday,
      timing: { after: { days: 7, products: { mattress: { days: 30 } } } },
      products: ['constructor'],
      due: ['Thu 2026-03-12 12:00', '2026-03-12T11:00Z', 'delivered'],
    },
    'an order is due when the slowest of its products is': {
      facts: both,
      timing: { after: waits },
      due: ['Sat 2026-04-04 12:00', '2026-04-04T10:00Z', 'delivered'],
      product: 'mattress',
    },
  })
})

describe('use', () => {
  const use = { days: 14, products: { mattress: { days: 30 } } }
  table({
    'the time of use comes last where it is longer than the wait': {
      facts: thursday,
      timing: { use },
      due: ['Thu 2026-03-19 12:00', '2026-03-19T11:00Z', 'use'],
    },
    'the wait comes last where it is longer than the time of use': {
      facts: thursday,
      timing: { after: { days: 20 }, use },
      due: ['Wed 2026-03-25 12:00', '2026-03-25T11:00Z', 'delivered'],
    },
    'a product may need a longer time of use': {
      facts: thursday,
      timing: { use },
      products: ['mug', 'mattress'],
      due: ['Sat 2026-04-04 12:00', '2026-04-04T10:00Z', 'use'],
      product: 'mattress',
    },
    'what is paid must arrive before it can be used': {
      facts: onItsWay,
      timing: { trigger: 'paid', use },
      waitingFor: 'delivery',
    },
    'what is paid is used from the arrival on': {
      facts: thursday,
      timing: { trigger: 'paid', use },
      due: ['Thu 2026-03-19 12:00', '2026-03-19T11:00Z', 'use'],
    },
    'what is used and never said to arrive has the fallback': {
      facts: onItsWay,
      timing: { trigger: 'fulfilled', use, fallback: { after: 'fulfilled', days: 21 } },
      due: ['Tue 2026-03-24 16:00', '2026-03-24T15:00Z', 'fallback'],
    },
    'what is bought at a point of sale is used from then on': {
      facts: bought('point-of-sale'),
      timing: { use },
      due: ['Mon 2026-03-16 09:00', '2026-03-16T08:00Z', 'use'],
    },
  })
})

describe('fallback', () => {
  table({
    'it counts from the fulfilment, over a change of the clocks': {
      facts: onItsWay,
      timing: { fallback: { after: 'fulfilled', days: 30 } },
      due: ['Thu 2026-04-02 16:00', '2026-04-02T14:00Z', 'fallback'],
      waitingFor: 'delivery',
    },
    'it counts from the payment': {
      facts: onItsWay,
      timing: { fallback: { after: 'paid', days: 30 } },
      due: ['Wed 2026-04-01 09:05', '2026-04-01T07:05Z', 'fallback'],
    },
    'it counts from the order': {
      facts: onItsWay,
      timing: { fallback: { after: 'placed', days: 30 } },
      due: ['Wed 2026-04-01 09:00', '2026-04-01T07:00Z', 'fallback'],
    },
    'it counts from the order where nothing is told of parcels': {
      facts: [monday],
      timing: { fallback: { after: 'placed', days: 30 } },
      due: ['Wed 2026-04-01 09:00', '2026-04-01T07:00Z', 'fallback'],
      waitingFor: 'fulfilment',
    },
    'it has no date where what it counts from is not there': {
      facts: [monday],
      timing: { fallback: { after: 'fulfilled', days: 30 } },
      waitingFor: 'fulfilment',
    },
    'it has no date where the payment that it counts from is not there': {
      facts: [monday, sent('03-03 15:00', 's1')],
      timing: { fallback: { after: 'paid', days: 30 } },
      waitingFor: 'delivery',
    },
    'an arrival before its date counts instead': {
      facts: [...onItsWay, arrived('03-20 11:00', 's1')],
      timing: { fallback: { after: 'fulfilled', days: 21 } },
      due: ['Fri 2026-03-27 12:00', '2026-03-27T11:00Z', 'delivered'],
    },
    'an arrival after its date counts instead, for those who were not asked yet': {
      facts: [...onItsWay, arrived('03-30 10:00', 's1')],
      timing: { fallback: { after: 'fulfilled', days: 21 } },
      due: ['Mon 2026-04-06 12:00', '2026-04-06T10:00Z', 'delivered'],
    },
    'what is known to be lost is not asked about by it': {
      facts: [...onItsWay, lost('03-06 10:00', 's1')],
      timing: { fallback: { after: 'placed', days: 30 } },
      waitingFor: 'replacement',
    },
    'it is for the arrival, and not for a fulfilment that is not there': {
      facts: [monday],
      timing: { trigger: 'fulfilled', fallback: { after: 'placed', days: 30 } },
      waitingFor: 'fulfilment',
    },
    'it keeps the hour and the excluded days': {
      facts: onItsWay,
      timing: { fallback: { after: 'fulfilled', days: 19 }, hour: '10:00', notOn: ['sunday', 'monday'] },
      due: ['Tue 2026-03-24 10:00', '2026-03-24T09:00Z', 'fallback'],
    },
    'it is counted by the calendar of the customer': {
      facts: onItsWay,
      timing: { fallback: { after: 'fulfilled', days: 7 } },
      zone: 'America/New_York',
      due: ['Tue 2026-03-10 10:00', '2026-03-10T14:00Z', 'fallback'],
    },
  })
})
