// What offers remember is a commutative fold, with more carts than are remembered.
import { decisionSettled, events } from '@motkit/core'
import { offered } from '@motkit/loyalty'
import { factOf, factsOf, sliceConformance } from '@motkit/testing/conformance'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const cartId = fc.integer({ min: 1, max: 14 }).map(String)
const settled = fc.record({
  rule: fc.constantFrom('offers.abandoned-cart', 'offers.welcome', 'other'),
  subject: cartId.map((id) => `cart/${id}`),
  name: fc.constantFrom('message', 'reward'),
  action: fc.constant('message.send'),
  outcome: fc.constantFrom('done' as const, 'suppressed' as const),
  due: fc.constant('2026-03-01T10:00:00.000Z'),
})
/** All types but one are folded in the same way: two of them stand for all. */
const types = [events.cartViewed.type, events.pageViewed.type, decisionSettled.type]
const fold = Object.fromEntries(Object.entries(offered.fold).filter(([type]) => types.some((one) => one === type)))
sliceConformance(
  { ...offered, fold },
  factsOf(
    factOf(events.cartViewed, fc.record({ cartId, sessionId: cartId })),
    factOf(events.pageViewed, fc.record({ sessionId: cartId })),
    factOf(decisionSettled, settled),
  ),
)

test('only the latest few carts are remembered', () => {
  let state = offered.initial
  for (let n = 10; n < 40; n++) {
    const time = `2026-03-01T10:00:${n}.000Z`
    const event = {
      ...events.cartViewed({ cartId: String(n) }),
      id: `e${n}`,
      source: 'shop',
      time,
      subject: `cart/${n}`,
    }
    state = offered.fold['cart.viewed']?.(state, event, event.subject)
  }
  expect(Object.keys(state.near.cart ?? {}).sort()).toEqual([32, 33, 34, 35, 36, 37, 38, 39].map((n) => `cart/${n}`))
})
