/** Rows as the vendors write them, and what is made of each. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { fromJudgeMe } from './judgeme.ts'
import { type ExportRow, emailAlias, type ImportOptions, type RowResult } from './row.ts'
import { fromTrustpilot } from './trustpilot.ts'
import { fromYotpo } from './yotpo.ts'

const judgeMe: ExportRow = {
  title: 'Lovely',
  body: 'Keeps the tea warm, "truly".',
  rating: '5',
  review_date: '2025-03-02 10:12:00 UTC',
  source: 'web',
  curated: 'ok',
  reviewer_name: 'Ada L.',
  reviewer_email: 'Ada@Example.com ',
  product_id: '7012345678',
  product_handle: 'mug',
  reply: '',
  reply_date: '',
  picture_urls: 'https://images.example/a.jpg,https://images.example/b.jpg',
  ip_address: '192.0.2.1',
  location: 'GB',
}
const yotpo: ExportRow = {
  'Review Title': 'Fine',
  'Review Content': 'It pours.',
  'Review Score': '4',
  Date: '2025-03-30 02:30:00',
  'Product ID': '999',
  'Product Title': 'Teapot',
  'Display Name': 'Ada',
  Email: 'ada@example.com',
  'Verified Purchase': 'Yes',
  'Published Image URL': '',
  'Published Video URL': 'https://videos.example/a.mp4',
}
const trustpilot: ExportRow = {
  'Domain Url': 'shop.example',
  'Review Id': '65f0c0ffee',
  'Review Created (UTC)': '2026-01-02 10:00:00',
  'Review Consumer User Id': '507f19',
  'Review Username': 'Ada',
  'Review User Email': 'ada@example.com',
  'Review Title': 'Slow',
  'Review Content': 'Three weeks.',
  'Review Stars': '2',
  'Source Of Review': 'Automatic invitation',
  'Reference Id': '1001',
  'Company Response': 'We are sorry.',
}
const made = (answer: RowResult) => {
  if (!answer.ok) throw answer.error
  return answer.value
}
const ada = { anonymousId: emailAlias('ada@example.com') }

test('Judge.me: a product review', () => {
  const { event, rest } = made(fromJudgeMe(judgeMe))
  expect(event).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{64}$/),
    source: 'judge.me',
    type: 'review.submitted',
    time: '2025-03-02T10:12:00.000Z',
    tenant: 'default',
    customer: ada,
    data: {
      reviewId: `judge.me/${event.id}`,
      rating: 5,
      productId: '7012345678',
      title: 'Lovely',
      body: 'Keeps the tea warm, "truly".',
      media: ['photo'],
    },
  })
  expect(rest).toEqual({
    source: 'web',
    curated: 'ok',
    reviewer_name: 'Ada L.',
    product_handle: 'mug',
    ip_address: '192.0.2.1',
    location: 'GB',
  })
})
test('Judge.me: by its handle where it has no id, of the shop where it has neither', () => {
  const productOf = (more: ExportRow) => made(fromJudgeMe({ ...judgeMe, ...more })).event.data.productId
  expect(productOf({ product_id: '' })).toBe('mug')
  expect(productOf({ product_id: '', product_handle: undefined })).toBeUndefined()
})
test('Yotpo: a verified one, in the zone of the shop', () => {
  const { event, rest } = made(fromYotpo(yotpo, { zone: 'America/New_York', tenant: 'north' }))
  expect(event).toMatchObject({
    source: 'yotpo',
    tenant: 'north',
    time: '2025-03-30T06:30:00.000Z', // four hours behind since 9 March
    customer: ada,
    data: { rating: 4, productId: '999', title: 'Fine', body: 'It pours.', media: ['video'], verified: true },
  })
  expect(rest).toEqual({ 'Product Title': 'Teapot', 'Display Name': 'Ada' })
})
test('Yotpo: as older files spell it', () => {
  const row = {
    review_title: 'Fine',
    review_content: 'It pours.',
    review_score: '4',
    date: '2025-03-01',
    product_id: '9',
    email: 'a@b.example',
  }
  expect(made(fromYotpo(row, { zone: 'UTC' })).event).toMatchObject({
    time: '2025-03-01T00:00:00.000Z',
    data: { rating: 4, title: 'Fine', body: 'It pours.', productId: '9' },
  })
})
test('Trustpilot: a service review, by its own id and of the order', () => {
  const { event, rest } = made(fromTrustpilot(trustpilot, { zone: 'Asia/Tokyo' })) // its column says UTC
  expect(event).toEqual({
    id: '65f0c0ffee',
    source: 'trustpilot',
    type: 'review.submitted',
    time: '2026-01-02T10:00:00.000Z',
    tenant: 'default',
    customer: ada,
    data: { reviewId: 'trustpilot/65f0c0ffee', rating: 2, orderId: '1001', title: 'Slow', body: 'Three weeks.' },
  })
  expect(Object.keys(rest)).toEqual(['Domain Url', 'Review Username', 'Source Of Review', 'Company Response'])
})
test('Trustpilot: an organic one is of the vendor’s own id', () => {
  const { event } = made(fromTrustpilot({ ...trustpilot, 'Review User Email': '', 'Reference Id': '' }))
  expect(event.customer).toEqual({ anonymousId: 'trustpilot/507f19' })
  expect(event.data.orderId).toBeUndefined()
})

describe('who wrote it', () => {
  const customers: Record<string, { id: string }> = { 'Ada@Example.com': { id: 'c-1' } }
  const customerOf: ImportOptions['customerOf'] = ({ email = '' }) => customers[email]
  test('is the host’s customer where it knows them, else an alias', () => {
    expect(made(fromJudgeMe(judgeMe, { customerOf })).event.customer).toEqual({ id: 'c-1' })
    expect(made(fromYotpo(yotpo, { customerOf, zone: 'UTC' })).event.customer).toEqual(ada)
  })
  test('is one alias however the address is spelt, and does not hold it', () => {
    expect(emailAlias(' ADA@example.com')).toBe(emailAlias('ada@example.com'))
    expect(emailAlias('ada@example.com')).toMatch(/^email-sha256\/[0-9a-f]{64}$/)
  })
})

describe('the id', () => {
  const idOf = (more: ExportRow) => made(fromJudgeMe({ ...judgeMe, ...more })).event.id
  test('stays over imports, whatever the shop answered or curated since', () => {
    expect(idOf({ reply: 'Thank you', curated: 'not-yet', reviewer_name: 'A.' })).toBe(idOf({}))
    expect(idOf({ reviewer_email: 'ada@example.com' })).toBe(idOf({}))
  })
  test.each([{ product_id: '8' }, { review_date: '2025-03-02 10:12:01 UTC' }, { reviewer_email: 'b@example.com' }])(
    'is another one for another review: %o',
    (more) => {
      expect(idOf(more)).not.toBe(idOf({}))
    },
  )
})

describe('a row that is no review', () => {
  const zone = { zone: 'UTC' }
  test.each<[string, RowResult, string]>([
    ['no rating', fromJudgeMe({ ...judgeMe, rating: '' }), 'rating'],
    ['six stars', fromJudgeMe({ ...judgeMe, rating: '6' }), 'rating'],
    ['no star', fromTrustpilot({ ...trustpilot, 'Review Stars': '0' }), 'Review Stars'],
    ['half a star', fromYotpo({ ...yotpo, 'Review Score': '4.5' }, zone), 'Review Score'],
    ['stars as text', fromYotpo({ ...yotpo, 'Review Score': 'five' }, zone), 'Review Score'],
    ['no time', fromJudgeMe({ ...judgeMe, review_date: undefined }), 'review_date'],
    ['a time without a zone', fromYotpo(yotpo), 'Date'],
    ['a day that may be a month', fromJudgeMe({ ...judgeMe, review_date: '03/04/2025' }, zone), 'review_date'],
    ['a day that is none', fromYotpo({ ...yotpo, Date: '2025-02-30' }, zone), 'Date'],
    [
      'one with a zone that is none',
      fromJudgeMe({ ...judgeMe, review_date: '2025-13-01 10:00:00 UTC' }),
      'review_date',
    ],
    ['nobody', fromJudgeMe({ ...judgeMe, reviewer_email: '' }), 'reviewer_email'],
    ['spam', fromJudgeMe({ ...judgeMe, curated: 'spam' }), 'curated'],
    ['verified perhaps', fromYotpo({ ...yotpo, 'Verified Purchase': 'maybe' }, zone), 'Verified Purchase'],
    ['a title without end', fromJudgeMe({ ...judgeMe, title: 'a'.repeat(2_001) }), 'title'],
    ['an empty row', fromTrustpilot({}), 'Review Stars'],
  ])('%s', (_, answer, path) => {
    expect(answer.ok || [answer.error.code, answer.error.details.path]).toEqual(['REVIEW_ROW_INVALID', path])
    expect(answer.ok || answer.error.details.expected).toBeTruthy()
  })
})

test('times in a form of the file’s own', () => {
  const timeOf = (review_date: string, options: ImportOptions) =>
    made(fromJudgeMe({ ...judgeMe, review_date }, options)).event.time
  expect(timeOf('03/04/2025', { times: ['dd/MM/yyyy'], zone: 'Europe/Berlin' })).toBe('2025-04-02T22:00:00.000Z')
  expect(timeOf('03/04/2025 10:00 +02:00', { times: ['dd/MM/yyyy HH:mm xxx'] })).toBe('2025-04-03T08:00:00.000Z')
  expect(timeOf('2025-04-03T10:00:00.000+0200', {})).toBe('2025-04-03T08:00:00.000Z')
})

test('an import that is done twice adds nothing the second time', async () => {
  const mot = createMot({ store: memoryStore(), clock: virtualClock('2026-03-01T00:00:00Z'), plugins: [] })
  const rows = [fromJudgeMe(judgeMe), fromYotpo(yotpo, { zone: 'UTC' }), fromTrustpilot(trustpilot)]
  const take = async () => {
    const answers = await mot.ingestMany(
      rows.map((row) => made(row).event),
      { backfill: true },
    )
    return answers.map((answer) => (answer.ok ? answer.value.duplicate : answer.error.code))
  }
  expect(await take()).toEqual([false, false, false])
  expect(await take()).toEqual([true, true, true])
})
