/** What was kept of an order: by hand, case by case, and any history in any order against a count of single pieces. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Envelope } from '../event.ts'
import { hasUnclearRefund, keptLines } from './kept.ts'
import { type Line, type Order, orders } from './orders.ts'

interface Fact {
  readonly type: string
  readonly data: object
}
const eur = (amount: number) => ({ amount, currency: 'EUR' })
const fold = (facts: readonly Fact[]): Order =>
  facts.reduce((order, { type, data }, i) => {
    const event: Envelope = {
      id: `e${i}`,
      source: 'shop',
      type,
      subject: 'order/1',
      time: '2026-01-01T10:00:00.000Z',
      tenant: 'default',
      customer: { id: 'c1' },
      data: { orderId: '1', ...data },
    }
    return orders.fold[type]?.(order, event, 'order/1')
  }, orders.keyed?.initial as Order)
/** `cup`, or `cup 2` where it says how many. */
const line = (told: string): Line => {
  const [productId = '', quantity] = told.split(' ')
  return { productId, ...(quantity && { quantity: Number(quantity) }) }
}
const listed = (told: string | undefined) =>
  told === undefined ? {} : { products: told === '' ? [] : told.split(', ').map(line) }
const placed = (lines: string): Fact => ({ type: 'order.placed', data: { total: eur(9_000), ...listed(lines) } })
const refunded = (refundId: string, of?: string, amount = 500): Fact => ({
  type: 'order.refunded',
  data: { refundId, amount: eur(amount), ...listed(of) },
})
const requested = (returnId: string, of?: string): Fact => ({
  type: 'return.requested',
  data: { returnId, ...listed(of) },
})
const received = (returnId: string, of?: string): Fact => ({ ...requested(returnId, of), type: 'return.received' })
const told = (lines: readonly Line[]): string =>
  lines.map(({ productId, quantity }) => (quantity === undefined ? productId : `${productId} ${quantity}`)).join(', ')

const bought = 'cup 3, bowl, plate 2'
describe.each<[of: string, lines: string, facts: readonly Fact[], kept: string]>([
  ['nothing came back', bought, [], bought],
  ['a line without a quantity is one piece', bought, [refunded('r', 'bowl 1')], 'cup 3, plate 2'],
  ['some pieces of a line', bought, [refunded('r', 'cup 2')], 'cup 1, bowl, plate 2'],
  ['all pieces of a line', bought, [refunded('r', 'plate 2')], 'cup 3, bowl'],
  ['more pieces than there are', bought, [refunded('r', 'plate 5')], 'cup 3, bowl'],
  ['a product without a quantity is all of it', bought, [refunded('r', 'cup')], 'bowl, plate 2'],
  ['a product of another order', bought, [refunded('r', 'fork 2')], bought],
  [
    'two refunds are added up',
    bought,
    [refunded('r', 'cup 1'), refunded('s', 'cup 1, plate 1')],
    'cup 1, bowl, plate 1',
  ],
  ['two returns are added up', bought, [requested('t', 'cup 1'), requested('u', 'cup 2')], 'bowl, plate 2'],
  ['two words on one refund', bought, [refunded('r', 'cup 1, bowl'), refunded('r', 'cup 2')], 'cup 1, plate 2'],
  ['a return and its arrival', bought, [requested('t', 'cup 2, bowl'), received('t', 'cup 1')], 'cup 1, plate 2'],
  ['a return and its refund', bought, [requested('t', 'cup 2'), refunded('r', 'cup 2')], 'cup 1, bowl, plate 2'],
  ['a return, and a refund of less', bought, [received('t', 'cup 2'), refunded('r', 'cup 1')], 'cup 1, bowl, plate 2'],
  ['a refund, and a return of less', bought, [refunded('r', 'cup 2'), received('t', 'cup 1')], 'cup 1, bowl, plate 2'],
  [
    'a return and a refund of others',
    bought,
    [requested('t', 'cup 1'), refunded('r', 'plate 1')],
    'cup 2, bowl, plate 1',
  ],
  ['a return that names nothing', bought, [requested('t')], ''],
  ['a return of an empty list', bought, [requested('t', '')], ''],
  ['a return that its arrival names', bought, [requested('t'), received('t', 'cup 1')], 'cup 2, bowl, plate 2'],
  ['one return named, one not', bought, [requested('t', 'cup 1'), requested('u')], ''],
  ['a refund of all', bought, [refunded('r', undefined, 9_000)], ''],
  ['refunds of all, some of them named', bought, [refunded('r', 'cup 1', 4_000), refunded('s', 'bowl', 5_000)], ''],
  ['a refund that names nothing', bought, [refunded('r')], bought],
  ['lines of one product, in their order', 'cup 2, bowl, cup 3', [refunded('r', 'cup 3')], 'bowl, cup 2'],
  ['lines of one product, named twice', 'cup 2, bowl, cup 3', [refunded('r', 'cup 1, cup 1')], 'bowl, cup 3'],
  ['lines of one product, all of it', 'cup 2, bowl, cup 3', [refunded('r', 'cup, cup 1')], 'bowl'],
  [
    'ids that every object has',
    'constructor 2, __proto__ 2',
    [requested('t', '__proto__ 1')],
    'constructor 2, __proto__ 1',
  ],
  ['an order without lines', '', [refunded('r', 'cup 1')], ''],
])('%s', (_, lines, facts, kept) => {
  test.each([
    ['as it happened', [placed(lines), ...facts]],
    ['the other way round', [...facts.toReversed(), placed(lines)]],
  ])(`${lines} leaves ${kept || 'nothing'}, told %s`, (_way, history) => {
    expect(told(keptLines(fold(history)))).toBe(kept)
  })
})
test('what is left of a line is the line, but for its quantity', () => {
  const cup: Line = { productId: 'cup', category: 'kitchen', price: eur(900), quantity: 3, discount: eur(30) }
  const order = fold([{ type: 'order.placed', data: { total: eur(2_670), products: [cup] } }, refunded('r', 'cup 1')])
  expect(keptLines(order)).toEqual([{ ...cup, quantity: 2 }])
})
test('lines that were changed since count', () => {
  const order = fold([placed('cup 3'), { type: 'order.updated', data: listed('bowl 2') }, refunded('r', 'bowl 1')])
  expect(told(keptLines(order))).toBe('bowl 1')
})

test.each<[string, readonly Fact[], boolean]>([
  ['no refund', [], false],
  ['a return that names nothing', [requested('t')], false],
  ['a refund that names products', [refunded('r', 'cup 1')], false],
  ['a refund that names nothing', [refunded('r')], true],
  ['one named, one not', [refunded('r', 'cup 1'), refunded('s')], true],
  ['one refund, named by its second word', [refunded('r'), refunded('r', 'cup 1')], false],
  ['a refund of the shipping', [refunded('r', '')], false],
  ['a refund of nothing', [refunded('r', undefined, 0)], false],
  ['a refund of all', [refunded('r', undefined, 9_000)], false],
  ['refunds of all together', [refunded('r', undefined, 4_000), refunded('s', undefined, 5_000)], false],
])('a part was refunded, and nobody knows of what: %s', (_, facts, unclear) => {
  expect(hasUnclearRefund(fold([placed(bought), ...facts]))).toBe(unclear)
  expect(hasUnclearRefund(fold([...facts.toReversed(), placed(bought)]))).toBe(unclear)
})

test('nothing is kept of products where nothing names them', () => {
  const { refunds, returns } = fold([placed(bought), refunded('r'), requested('t')])
  expect([refunds, returns]).toEqual([{ r: eur(500) }, { t: {} }])
  expect(fold([placed(bought)])).not.toHaveProperty('returns')
})

// Any history: what is left is counted piece by piece, from the facts and not from the order.
const productId = fc.constantFrom('cup', 'bowl', 'plate')
const named = fc.array(
  fc.record({ productId, quantity: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }) }),
  { minLength: 1, maxLength: 3 },
)
const histories = fc.record({
  lines: fc.array(fc.record({ productId, quantity: fc.integer({ min: 1, max: 5 }) }), { maxLength: 4 }),
  refunds: fc.array(fc.record({ id: fc.constantFrom('r1', 'r2'), products: named }), { maxLength: 3 }),
  returns: fc.array(fc.record({ id: fc.constantFrom('t1', 't2'), products: named }), { maxLength: 3 }),
})
type Word = { readonly id: string; readonly products: readonly { productId: string; quantity?: number | undefined }[] }
/** How many pieces of a product these words take: the most that is said of each id, summed over the ids. */
const takenBy = (words: readonly Word[], product: string): number =>
  ['1', '2']
    .map((last) =>
      words
        .filter(({ id }) => id.endsWith(last))
        .map(({ products }) =>
          products
            .filter((one) => one.productId === product)
            .reduce((sum, { quantity }) => sum + (quantity ?? 1_000), 0),
        ),
    )
    .reduce((sum, counts) => sum + Math.max(0, ...counts), 0)

test('any facts, in any order and any number of times, leave the pieces that nobody took', () => {
  const arrivals = histories.chain((history) => {
    const facts = [
      placed(''),
      ...history.refunds.map(({ id, products }) => ({
        type: 'order.refunded',
        data: { refundId: id, amount: eur(1), products },
      })),
      ...history.returns.map(({ id, products }, i) => ({
        type: i % 2 === 0 ? 'return.requested' : 'return.received',
        data: { returnId: id, products },
      })),
    ].map((fact) =>
      fact.type === 'order.placed' ? { ...fact, data: { ...fact.data, products: history.lines } } : fact,
    )
    return fc.record({
      history: fc.constant(history),
      facts: fc.constant(facts),
      arrived: fc.shuffledSubarray([...facts, ...facts], { minLength: 2 * facts.length }),
    })
  })
  fc.assert(
    fc.property(arrivals, ({ history, facts, arrived }) => {
      const order = fold(arrived)
      expect(order.refunds).toEqual(fold(facts).refunds)
      expect(order.returns).toEqual(fold(facts).returns)
      const pieces = history.lines.flatMap(({ productId, quantity }, at) =>
        Array.from({ length: quantity }, () => ({ productId, at })),
      )
      const left = ['cup', 'bowl', 'plate'].flatMap((product) =>
        pieces
          .filter((piece) => piece.productId === product)
          .slice(Math.max(takenBy(history.refunds, product), takenBy(history.returns, product))),
      )
      const expected = history.lines
        .map(({ productId }, at) => ({ productId, quantity: left.filter((piece) => piece.at === at).length }))
        .filter(({ quantity }) => quantity > 0)
      expect(keptLines(order)).toEqual(expected)
      expect(hasUnclearRefund(order)).toBe(false)
    }),
  )
})
