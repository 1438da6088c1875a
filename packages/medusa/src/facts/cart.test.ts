import { expect, it } from 'vitest'
import { eventsOfCart } from './cart'
import { cartStages } from './fixtures/recorded'

const stages = cartStages().map(({ entity }) => entity as { items: { id: string }[] })
const last = stages[stages.length - 1] as { items: { id: string }[] }
const eventsOf = (cart: unknown, removed?: unknown) => eventsOfCart({ cart, removed })
const views = (cart: unknown, removed?: unknown) => eventsOf(cart, removed).filter(({ type }) => type === 'cart.viewed')

it('tells lines, what the cart is worth, and how far it came', () => {
  expect(eventsOf(last).map(({ type, time }) => [type, time.slice(17)])).toEqual([
    ['product.added', '33.945Z'],
    ['product.added', '34.127Z'],
    ['cart.viewed', '34.314Z'],
    ['checkout.started', '34.635Z'],
    ['payment.entered', '34.967Z'],
  ])
  expect(views(last)[0]).toMatchObject({
    customer: { id: 'cus_01' },
    data: {
      cartId: 'cart_01',
      value: { amount: 6499, currency: 'EUR' },
      products: [
        { productId: 'prod_01', quantity: 2, price: { amount: 1250 } },
        { productId: 'prod_02', quantity: 1, price: { amount: 3999 } },
      ],
    },
  })
})
it('moves with its lines, by their own times, and not with a discount or the shipping', () => {
  expect(stages.flatMap((stage) => views(stage).map(({ data }) => (data as { value: object }).value))).toEqual(
    [1250, 5249, 6499, 6499, 6499, 6499].map((amount) => ({ amount, currency: 'EUR' })),
  )
  const [, , , raised, shipped] = stages
  expect(views(shipped)).toEqual(views(raised))
})
it('tells what was taken out, and that nothing is left', () => {
  const removed = last.items.map((item) => ({ ...item, deleted_at: '2026-11-23T10:00:00Z' }))
  const told = eventsOf({ ...last, items: [] }, removed)
  expect(told.filter(({ type }) => type === 'product.removed')).toEqual([
    expect.objectContaining({ id: `product.removed/${last.items[0]?.id}`, time: '2026-11-23T10:00:00.000Z' }),
    expect.objectContaining({ id: `product.removed/${last.items[1]?.id}`, time: '2026-11-23T10:00:00.000Z' }),
  ])
  expect(views({ ...last, items: [] }, removed)).toEqual([
    expect.objectContaining({
      time: '2026-11-23T10:00:00.000Z',
      data: { cartId: 'cart_01', value: { amount: 0, currency: 'EUR' }, products: [] },
    }),
  ])
  // What was put in stays the same event.
  expect(told.filter(({ type }) => type === 'product.added')).toEqual(
    eventsOf(last).filter(({ type }) => type === 'product.added'),
  )
})
it('is told once it has a customer, and then from its beginning', () => {
  expect(eventsOf({ ...last, customer_id: null })).toEqual([])
  expect(eventsOf(stages[0])).toEqual([])
})
it('tells a payment that failed', () => {
  const session = { id: 'payses_9', provider_id: 'pp_card', created_at: '2026-11-23T10:00:00Z' }
  const payment_sessions = [{ ...session, status: 'error', updated_at: '2026-11-23T10:01:00Z' }]
  const failed = eventsOf({ ...last, payment_collection: { payment_sessions } })
  expect(failed.find(({ type }) => type === 'payment.failed')).toMatchObject({
    time: '2026-11-23T10:01:00.000Z',
    data: { cartId: 'cart_01', paymentMethod: 'pp_card' },
  })
})
it('names what is wrong', () => {
  const wrong = { ...last, items: [{ ...last.items[0], unit_price: {} }] }
  expect(() => eventsOf(wrong)).toThrowError(
    expect.objectContaining({ details: { path: 'cart.items.0.unit_price', expected: 'a decimal number' } }),
  )
})
