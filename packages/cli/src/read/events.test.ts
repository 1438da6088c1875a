/** From the rows of a file to events: mappings of one's own, names of rows, order, and the formats that come along. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { inMemory } from '../keep/place.ts'
import { loadMapping } from '../mapping/load.ts'
import { checkMapping, type Mapping } from '../mapping/schema.ts'
import { countKept } from '../replay/count.ts'
import { replay } from '../replay/replay.ts'
import { createReader, type Item } from './events.ts'

const folder = mkdtempSync(join(tmpdir(), 'motkit-read-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, ...lines: string[]): string => {
  writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''))
  return join(folder, name)
}
const mapping = (raw: object): Mapping => {
  const found = checkMapping(raw)
  if ('message' in found) throw new Error(`${found.path}: ${found.message}`)
  return found.mapping
}
async function itemsOf(of: Mapping, ...paths: string[]): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of createReader(of)(paths)) items.push(item)
  return items
}
const eventsOf = async (of: Mapping, ...paths: string[]) =>
  (await itemsOf(of, ...paths)).map((item) => ('event' in item ? item.event : item)) as Record<string, unknown>[]

const clicks = mapping({
  name: 'clicks',
  input: { kind: 'csv', delimiter: ';' },
  zone: 'America/New_York',
  times: ['dd.MM.yyyy HH:mm'],
  time: '$at',
  customer: { id: '$who' },
  by: '$kind',
  events: {
    seen: { type: 'product.viewed', data: { productId: '$product', price: { money: ['$price', 'EUR'] } } },
    bought: [
      { type: 'order.placed', data: { orderId: '$product', total: { money: '$price' } } },
      { type: 'order.paid', when: { '>': [{ number: '$price' }, 0] }, data: { orderId: '$product' } },
    ],
  },
})
const header = 'at;who;kind;product;price'

describe("a user's own mapping", () => {
  test('gives events with times of its zone, money in minor units, and nothing for an empty cell', async () => {
    const path = file('own.csv', header, '01.07.2026 09:30;c1;seen;p1;12.5', '01.12.2026 09:30;c1;seen;p2;')
    expect(await eventsOf(clicks, path)).toMatchObject([
      {
        source: 'clicks',
        type: 'product.viewed',
        time: '2026-07-01T13:30:00.000Z',
        customer: { id: 'c1' },
        data: { productId: 'p1', price: { amount: 1250, currency: 'EUR' } },
      },
      { time: '2026-12-01T14:30:00.000Z', data: { productId: 'p2' } },
    ])
    expect((await eventsOf(clicks, path))[1]?.data).toEqual({ productId: 'p2' })
  })

  test('may make several events of a row, each under a condition', async () => {
    const path = file('several.csv', header, '01.07.2026 09:30;c1;bought;o1;5', '01.07.2026 09:31;c1;bought;o2;0')
    expect(
      (await eventsOf(clicks, path)).map(({ type, data }) => [type, (data as { orderId: string }).orderId]),
    ).toEqual([
      ['order.placed', 'o1'],
      ['order.paid', 'o1'],
      ['order.placed', 'o2'],
    ])
  })

  test('counts the kinds it does not name', async () => {
    const path = file('ignored.csv', header, '01.07.2026 09:30;c1;hovered;p1;1')
    expect(await itemsOf(clicks, path)).toEqual([{ ignored: 'hovered' }])
  })

  test('says which field of which line cannot be mapped', async () => {
    const path = file('unmapped.csv', header, '01.07.2026 09:30;c1;seen;p1;free')
    expect(await itemsOf(clicks, path)).toMatchObject([
      { line: 2, code: 'ROW_UNMAPPED', message: expect.stringMatching(/data: price: free is no amount of EUR/) },
    ])
  })

  test('sorts rows that are in no order, unless it says that they are in order', async () => {
    const path = file(
      'unsorted.csv',
      header,
      '03.07.2026 09:30;c1;seen;p3;',
      '01.07.2026 09:30;c1;seen;p1;',
      '02.07.2026 09:30;c1;seen;p2;',
    )
    const days = (events: Record<string, unknown>[]) => events.map(({ time }) => String(time).slice(8, 10))
    expect(days(await eventsOf(clicks, path))).toEqual(['01', '02', '03'])
    expect(days(await eventsOf({ ...clicks, sorted: true }, path))).toEqual(['03', '01', '02'])
  })

  test('may take in what it defines once', async () => {
    const from = file(
      'defined.json',
      JSON.stringify({
        name: 'defined',
        input: { kind: 'csv' },
        define: { product: { productId: '$p', name: '$n' } },
        time: '$t',
        customer: { id: '$c' },
        events: [{ type: 'product.viewed', data: { use: ['product'], url: '$u' } }],
      }),
    )
    const path = file('defined.csv', 't,c,p,n,u', '2026-07-01T00:00:00Z,c1,p1,Tea,/tea')
    expect((await eventsOf(await loadMapping(from), path))[0]?.data).toEqual({
      productId: 'p1',
      name: 'Tea',
      url: '/tea',
    })
  })
})

describe('a row without an id', () => {
  const row = '01.07.2026 09:30;c1;seen;p1;1'
  const path = file('equal.csv', header, row, row, '01.07.2026 09:31;c1;seen;p1;1', row)

  test('is named by its content and its occurrence, the same at each reading', async () => {
    const ids = (await eventsOf(clicks, path)).map(({ id }) => String(id))
    const content = ids[0]?.split('#')[0]
    expect(ids.filter((id) => id.startsWith(`${content}#`)).sort()).toEqual([
      `${content}#0`,
      `${content}#1`,
      `${content}#2`,
    ])
    expect((await eventsOf(clicks, path)).map(({ id }) => id)).toEqual(ids)
  })

  test('is an event of its own beside its equals, and reading the file again adds none', async () => {
    const once = await replay(createReader(clicks)([path]), inMemory())
    expect(once.events).toMatchObject({ accepted: 4, duplicate: 0 })
    const twice = await replay(createReader(clicks)([path, path]), inMemory())
    expect(twice.events).toMatchObject({ accepted: 4, duplicate: 4 })
  })
})

describe("Shopify's export of orders", () => {
  const columns =
    'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Refunded Amount,Id,Source,Phone'
  const path = file(
    'orders_export.csv',
    columns,
    // Newest first, as Shopify writes them.
    '#1003,,pending,,unfulfilled,,EUR,10.00,0.00,1.60,10.00,,0.00,2026-01-09 12:00:00 +0100,1,Candle,10.00,,,0.00,5003,pos,',
    '#1002,ada@example.com,refunded,2026-01-05 10:12:13 -0500,fulfilled,2026-01-06 09:00:00 -0500,USD,20.00,5.00,0.00,25.00,,0.00,2026-01-05 10:12:13 -0500,2,Mug,10.00,MUG,2026-01-07 08:00:00 -0500,25.00,5002,web,',
    '#1001,Ada@Example.com,paid,2026-01-02 10:01:00 -0500,fulfilled,2026-01-03 09:00:00 -0500,USD,40.00,0.00,0.00,35.00,NEW5,5.00,2026-01-02 10:00:00 -0500,1,Teapot,30.00,POT,,0.00,5001,web,',
    '#1001,,,,,,,,,,,,,2026-01-02 10:00:00 -0500,1,Tea,10.00,TEA,,,,,',
  )

  test('is one order of all its lines, and what happened to it', async () => {
    const events = await eventsOf(await loadMapping('shopify-orders'), path)
    expect(events.map(({ id, time }) => `${id} ${time}`)).toEqual([
      '5001/order.placed 2026-01-02T15:00:00.000Z',
      '5001/order.paid 2026-01-02T15:01:00.000Z',
      '5001/shipment.created 2026-01-03T14:00:00.000Z',
      '5002/order.placed 2026-01-05T15:12:13.000Z',
      '5002/order.paid 2026-01-05T15:12:13.000Z',
      '5002/shipment.created 2026-01-06T14:00:00.000Z',
      '5002/order.canceled 2026-01-07T13:00:00.000Z',
      '5002/order.refunded 2026-01-07T13:00:00.000Z',
      '5003/order.placed 2026-01-09T11:00:00.000Z',
    ])
    expect(events[0]).toMatchObject({
      customer: { id: 'ada@example.com' },
      data: {
        total: { amount: 3500, currency: 'USD' },
        coupon: 'NEW5',
        discount: { amount: 500, currency: 'USD' },
        products: [
          { productId: 'POT', name: 'Teapot', quantity: 1, price: { amount: 3000, currency: 'USD' } },
          { productId: 'TEA', name: 'Tea', quantity: 1, price: { amount: 1000, currency: 'USD' } },
        ],
      },
    })
    expect(events[7]?.data).toMatchObject({ orderId: '5002', amount: { amount: 2500, currency: 'USD' } })
    expect(events[8]).toMatchObject({
      customer: { anonymousId: 'guest of #1003' },
      data: { market: 'point-of-sale', products: [{ productId: 'Candle' }] },
    })
  })

  test('replays without a row refused', async () => {
    const place = inMemory()
    const read = createReader(await loadMapping('shopify-orders'))
    const { events, customers } = await replay(read([path]), place, { strict: true })
    expect(events).toEqual({ accepted: 9, duplicate: 0, refused: 0, ignored: {} })
    const { journeys } = await countKept(place.store, customers, 'UTC')
    expect(journeys.customers).toEqual({ total: 2, repeat: 1 })
    expect(journeys.orders).toMatchObject({ placed: 3, canceled: 1 })
  })
})

describe("Segment's calls", () => {
  const call = (more: object) =>
    JSON.stringify({
      messageId: 'm1',
      timestamp: '2026-01-01T00:00:00Z',
      userId: 'u1',
      type: 'track',
      properties: {},
      ...more,
    })

  test('become events in camelCase, with money in minor units and numbers out of text', async () => {
    const path = file(
      'segment.ndjson',
      call({
        event: 'Order Completed',
        properties: {
          order_id: 50,
          total: 27.5,
          currency: 'JPY',
          products: [{ product_id: 'p1', price: 3, quantity: 2 }],
        },
      }).replace('27.5', '27'),
      call({ messageId: 'm2', event: 'Order Refunded', properties: { order_id: '50', total: 30 } }),
      call({
        messageId: 'm3',
        event: 'Product Reviewed',
        properties: { review_id: 'r1', product_id: 'p1', rating: '5' },
      }),
      call({ messageId: 'm4', type: 'identify', anonymousId: 'a1' }),
      call({ messageId: 'm5', type: 'page', userId: undefined, anonymousId: 'a2', properties: { url: '/' } }),
    )
    expect(await eventsOf(await loadMapping('segment'), path)).toEqual([
      {
        id: 'm1',
        source: 'segment',
        type: 'order.placed',
        time: '2026-01-01T00:00:00.000Z',
        customer: { id: 'u1' },
        data: {
          orderId: '50',
          total: { amount: 27, currency: 'JPY' },
          products: [{ productId: 'p1', price: { amount: 3, currency: 'JPY' }, quantity: 2 }],
        },
      },
      expect.objectContaining({
        type: 'order.refunded',
        data: { orderId: '50', refundId: 'm2', amount: { amount: 3000, currency: 'USD' } },
      }),
      expect.objectContaining({ type: 'review.submitted', data: { reviewId: 'r1', productId: 'p1', rating: 5 } }),
      expect.objectContaining({
        type: 'customer.identified',
        customer: { id: 'u1', anonymousId: 'a1' },
        data: { anonymousId: 'a1' },
      }),
      expect.objectContaining({ type: 'page.viewed', customer: { anonymousId: 'a2' }, data: { url: '/' } }),
    ])
  })

  test('that are no commerce are ignored by name', async () => {
    const path = file(
      'others.ndjson',
      call({ event: 'Signed Up' }),
      call({ type: 'group' }),
      call({ type: 'identify' }),
    )
    expect(await itemsOf(await loadMapping('segment'), path)).toEqual([
      { ignored: 'Signed Up' },
      { ignored: 'group' },
      { ignored: 'identify' },
    ])
  })

  test('may come as one JSON array', async () => {
    const path = file('array.json', `[${call({ event: 'Products Searched', properties: { query: 'tea' } })}]`)
    expect(await eventsOf(await loadMapping('segment'), path)).toMatchObject([
      { type: 'products.searched', data: { query: 'tea' } },
    ])
  })
})

describe('exports of reviews', () => {
  const judgeMe = [
    'title,body,rating,review_date,curated,reviewer_name,reviewer_email,product_id,picture_urls',
    '"Lovely","Keeps the tea warm, ""truly"".",5,2025-03-02 10:12:00 UTC,ok,Ada,ada@example.com,77,https://images.example/a.jpg',
    'Bof,Hm.,6,2025-03-02 10:12:00 UTC,ok,Bo,bo@example.com,77,',
  ]
  test('are formats by name: a row is a review, or says which column is wrong', async () => {
    const items = await itemsOf(await loadMapping('judge-me'), file('judge-me.csv', ...judgeMe))
    const [bad, review] = items.filter((item) => !('ignored' in item))
    expect(items.filter((item) => 'ignored' in item)).toEqual([
      { ignored: 'column curated' },
      { ignored: 'column reviewer_name' },
    ])
    expect(bad).toMatchObject({ line: 3, code: 'REVIEW_ROW_INVALID', message: expect.stringMatching(/^rating: /) })
    expect(review).toMatchObject({
      line: 2,
      event: {
        source: 'judge.me',
        type: 'review.submitted',
        time: '2025-03-02T10:12:00.000Z',
        data: { rating: 5, productId: '77', body: 'Keeps the tea warm, "truly".', media: ['photo'] },
      },
    })
  })
  test('are read in the zone of a mapping of your own', async () => {
    const own = mapping({ name: 'own', input: { kind: 'csv' }, zone: 'Europe/Berlin', reviews: 'yotpo' })
    const path = file('yotpo.csv', 'Review Score,Date,Email', '4,2025-03-02 10:00:00,ada@example.com')
    expect(await eventsOf(own, path)).toMatchObject([{ source: 'yotpo', time: '2025-03-02T09:00:00.000Z' }])
  })
})
