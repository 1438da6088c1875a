/** Points on the orders of a real shop: to the total that a few lines over its tables come to. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createMot, memoryStore, type NewEvent, virtualClock } from '@motkit/core'
import { type LoyaltyOptions, loyalty } from '@motkit/loyalty'
import { describe, expect, test } from 'vitest'

const folder = join(fileURLToPath(new URL('../..', import.meta.url)), '../shared/data/olist')
const isThere = existsSync(folder)
if (!isThere) console.warn('SKIPPED: ../shared/data/olist is not there, so the points on its orders were not counted.')

/** Rows of a table without quotes: what the tables of numbers are. */
function table(name: string): Readonly<Record<string, string>>[] {
  const [head = '', ...lines] = readFileSync(join(folder, `olist_${name}_dataset.csv`), 'utf8')
    .trim()
    .split(/\r?\n/)
  const names = head.replace('\uFEFF', '').split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])))
}
const orderOf = (row: Readonly<Record<string, string>>): string => row.order_id ?? ''
/** `25.5` is 2550. */
function centsOf(amount: string): number {
  const [whole = '0', part = ''] = amount.split('.')
  return Number(whole) * 100 + Number(part.padEnd(2, '0'))
}
function sums(rows: readonly Readonly<Record<string, string>>[], column: string): ReadonlyMap<string, number> {
  const all = new Map<string, number>()
  for (const row of rows) all.set(row.order_id ?? '', (all.get(row.order_id ?? '') ?? 0) + centsOf(row[column] ?? ''))
  return all
}

/** The shop's events: of its tables, what points depend on. Times are taken as UTC: no point here depends on the hour. */
function read(): readonly NewEvent[] {
  const [items, payments] = [Map.groupBy(table('order_items'), orderOf), Map.groupBy(table('order_payments'), orderOf)]
  const people = new Map(table('customers').map((row) => [row.customer_id, row.customer_unique_id ?? '']))
  const brl = (amount: number) => ({ amount, currency: 'BRL' })
  return table('orders').flatMap((row) => {
    const { order_id: orderId = '', order_purchase_timestamp: placed = '', order_approved_at: approved } = row
    const [lines, paid] = [items.get(orderId) ?? [], payments.get(orderId) ?? []]
    const add = (rows: typeof lines, column: string) => rows.reduce((sum, one) => sum + centsOf(one[column] ?? ''), 0)
    const shipping = add(lines, 'freight_value')
    const total = paid.length > 0 ? add(paid, 'payment_value') : add(lines, 'price') + shipping
    const products = lines.map(({ product_id, price = '' }) => ({ productId: product_id, price: brl(centsOf(price)) }))
    const tell = (type: string, time: string, data: object = {}): NewEvent => ({
      id: `${orderId}/${type}`,
      source: 'olist',
      type,
      time: new Date(`${time} UTC`).toISOString(),
      customer: { id: people.get(row.customer_id) ?? '' },
      data: { orderId, ...data },
    })
    return [
      tell('order.placed', placed, { total: brl(total), shipping: brl(shipping), products }),
      ...(approved ? [tell('order.paid', approved)] : []),
      ...(row.order_status === 'canceled' ? [tell('order.canceled', approved || placed)] : []),
    ]
  })
}
const history = isThere ? read() : []
/** The shop on an empty store, and the points of all its customers. */
function open(programme: LoyaltyOptions) {
  const club = loyalty(programme)
  const mot = createMot({ store: memoryStore(), clock: virtualClock('2018-12-31T00:00:00Z'), plugins: [club] })
  const customers = new Set<string>()
  return {
    async tell(all: readonly NewEvent[]) {
      for (const { customer } of all) if ('id' in customer) customers.add(customer.id)
      for (const answer of await mot.ingestMany(all)) if (!answer.ok) throw answer.error
    },
    async total() {
      let available = 0
      for (const id of customers) {
        const journey = await mot.journey({ id })
        if (!journey.ok) throw journey.error
        const balance = club.balance(journey.value, '2018-12-31T00:00:00.000Z')
        expect(balance).toMatchObject({ pending: 0, reserved: 0, owed: 0 })
        available += balance.available
      }
      return available
    },
    async byOrder() {
      const byOrder: Record<string, number> = {}
      for (const id of customers) {
        const kept = await mot.export({ id })
        if (!kept.ok) throw kept.error
        for (const { subject = '', points } of club.statement(kept.value.events))
          byOrder[subject] = (byOrder[subject] ?? 0) + points
      }
      return byOrder
    },
  }
}

describe.skipIf(!isThere)('2,482 orders of Olist', () => {
  const spend = { kind: 'spend', id: 'spend', rate: 1 } as const
  test.each<[string, LoyaltyOptions, number, (paid: number, freight: number) => number]>([
    ['a point for each real paid', { earn: [spend] }, 374_864, (paid) => Math.floor(paid / 100)],
    [
      'a point for each real, without freight',
      { earn: [spend], exclude: { shipping: true } },
      319_154,
      (paid, freight) => Math.floor((paid - freight) / 100),
    ],
    [
      'a point for each real, without freight, rounded',
      { earn: [{ ...spend, rounding: 'round' }], exclude: { shipping: true } },
      320_731,
      (paid, freight) => Math.floor((paid - freight + 50) / 100),
    ],
  ])(
    '%s',
    async (_, programme, expected, pointsOf) => {
      const [items, paid] = [table('order_items'), sums(table('order_payments'), 'payment_value')]
      const [goods, freight] = [sums(items, 'price'), sums(items, 'freight_value')]
      let counted = 0
      for (const { order_id: id = '', order_status, order_approved_at } of table('orders')) {
        if (order_status === 'canceled' || !order_approved_at) continue
        const cost = freight.get(id) ?? 0
        counted += pointsOf(paid.get(id) ?? (goods.get(id) ?? 0) + cost, cost)
      }
      expect(counted).toBe(expected)
      const shop = open(programme)
      await shop.tell(history)
      expect(await shop.total()).toBe(expected)
    },
    60_000,
  )

  test('every canceled order is taken back to nothing, and nothing else is', async () => {
    const shop = open({ earn: [spend] })
    await shop.tell(history.filter(({ type }) => type !== 'order.canceled'))
    // 16 were canceled; 11 of them had been approved, for 1,288 points.
    expect(await shop.total()).toBe(374_864 + 1_288)
    const before = await shop.byOrder()
    await shop.tell(history.filter(({ type }) => type === 'order.canceled'))
    expect(await shop.total()).toBe(374_864)
    const after = await shop.byOrder()
    const canceled = table('orders').flatMap(({ order_id, order_status }) =>
      order_status === 'canceled' ? [`order/${order_id}`] : [],
    )
    expect(canceled).toHaveLength(16)
    expect(canceled.filter((order) => (before[order] ?? 0) > 0)).toHaveLength(11)
    expect(after).toEqual({
      ...before,
      ...Object.fromEntries(canceled.filter((order) => order in before).map((order) => [order, 0])),
    })
  }, 60_000)
})
