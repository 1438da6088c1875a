// The slices of reviews against the conformance kit: any facts, in any order and any number of times, come to the same.
import { decisionSettled, type Envelope, events } from '@motkit/core'
import { experimentViewed, exposures, requests } from '@motkit/reviews'
import { factOf, factsOf, sliceConformance } from '@motkit/testing/conformance'
import fc from 'fast-check'

const name = fc.constantFrom('a', 'b')
sliceConformance(exposures, factsOf(factOf(experimentViewed, fc.record({ experimentId: name, variationId: name }))))

const about = fc.constantFrom('order/a', 'order/b')
const message = fc.record({
  ask: name,
  orderId: name,
  destination: fc.constant('shop'),
  products: fc.constantFrom(['a'], ['a', 'b']),
})
const settled = factOf(
  decisionSettled,
  fc.record({
    rule: fc.constantFrom('reviews.request', 'other'),
    subject: about,
    name,
    action: fc.constant('message.send'),
    outcome: fc.constantFrom('done', 'dead', 'suppressed', 'retried'),
    due: fc.constant('2026-03-01T10:00:00.000Z'),
    data: message.map((data) => ({ template: 'review-request', data })),
  }) as never,
)
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const reviewed = factOf(
  events.reviewSubmitted,
  fc.record({
    reviewId: name,
    rating: fc.integer({ min: 1, max: 5 }),
    orderId: optional(name),
    productId: optional(name),
    body: optional(fc.constant('good')),
    media: optional(fc.constantFrom<('photo' | 'video')[]>([], ['photo'], ['photo', 'video'])),
  }) as never,
)
const placed = factOf(
  events.orderPlaced,
  fc.record({ orderId: name, total: fc.constant({ amount: 1, currency: 'EUR' }) }) as never,
)
const sent = factOf(events.shipmentCreated, fc.record({ orderId: name }) as never)
const arrived = factOf(events.shipmentDelivered, fc.record({ orderId: name }) as never)
/** Years as well, so that what is long past is forgotten. */
const years = fc.array(fc.constantFrom('2024', '2025', '2026', '2027'), { minLength: 12, maxLength: 12 })
const overYears = (facts: fc.Arbitrary<readonly Envelope[]>) =>
  fc
    .tuple(facts, years)
    .map(([list, when]) => list.map((fact, i) => ({ ...fact, time: `${when[i]}${fact.time.slice(4)}` })))
sliceConformance(requests, overYears(factsOf(settled, reviewed, placed, sent, arrived)), { runs: 1_000 })
