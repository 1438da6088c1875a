/** A shop that asks for reviews by e-mail: of the service at Trustpilot, of the products on its own site, for a reward. */
import { type Customer, createMot, memoryStore, virtualClock } from '@motkit/core'
import { couponCode, loyalty } from '@motkit/loyalty'
import {
  createReviewToken,
  type ReviewRequest,
  requestOf,
  reviews,
  submitReview,
  type WrittenReview,
} from '@motkit/reviews'
import { createTransport } from 'nodemailer'
import { openInbox, tokens } from './inbox.ts'
import { mailOf } from './mail.ts'

const secret = 'at least 32 bytes, out of the environment'
const secrets = [secret]
const addresses = new Map([
  ['ada', 'ada@example.com'],
  ['grace', 'grace@example.com'],
])
const inbox = await openInbox()
const post = createTransport({ host: '127.0.0.1', port: inbox.port, ignoreTLS: true })
const clock = virtualClock('2026-03-02T10:00:00Z')
const now = () => new Date(clock.now()).toISOString()
const club = loyalty()

const asking = reviews({
  existingCustomer: { addressFromSale: true, ownSimilarGoods: true, toldAtSignUp: true },
  person: { most: 2, days: 30 },
  hour: '10:00',
  incentives: [
    { for: 'text', reward: '20 points', data: { points: 20 } },
    { for: 'photo', reward: 'a coupon' },
  ],
  asks: {
    service: {
      about: 'service',
      trigger: 'fulfilled',
      after: { days: 5 },
      destination: 'trustpilot',
      template: 'service-request',
      // Trustpilot forbids them: left out, this line is an error when the plugin is made.
      incentives: [],
    },
    product: {
      after: { days: 7 },
      fallback: { after: 'fulfilled', days: 21 },
      reminders: [{ days: 5 }],
    },
  },
})
const mot = createMot({
  store: memoryStore(),
  clock,
  settings: { timeZone: 'Europe/Berlin' },
  plugins: [club, asking],
  handlers: {
    'message.send': async ({ data, customer }, { idempotencyKey }) => {
      const request = requestOf(data)
      const to = 'id' in customer ? addresses.get(customer.id) : undefined
      if (!request || to === undefined) throw new Error('nobody to write to, or nothing to ask')
      const link = await linkFor(customer, request)
      // A mail that is sent twice, as after a crash, has the same id: many mailboxes show it once.
      const messageId = `<${Buffer.from(idempotencyKey).toString('base64url')}@shop.example>`
      const from = 'shop@shop.example'
      const mail = mailOf(data.template, request, link)
      await post.sendMail({ from, to, messageId, date: now(), textEncoding: 'base64', ...mail })
    },
    'reward.give': async ({ data: { reward, data }, customer }, { idempotencyKey }) => {
      if (typeof data?.points !== 'number')
        return console.log(now().slice(0, 10), reward, couponCode({ secret, key: idempotencyKey }))
      const reason = `review ${data.for}`
      const given = await mot.loyalty.adjust({ customer, points: data.points, reason, commandId: idempotencyKey })
      if (!given.ok) throw given.error
      console.log(now().slice(0, 10), reward, 'given')
    },
  },
})
async function linkFor(customer: Customer, { ask, destination, orderId, products }: ReviewRequest) {
  if (destination === 'trustpilot') return 'https://www.trustpilot.com/evaluate/shop.example'
  const about = { customer, orderId, productIds: products, requestId: ask }
  const token = await createReviewToken({ secrets, now: now(), ...about })
  return `https://shop.example/review?token=${token}`
}

const ada = { id: 'ada' }
const grace = { id: 'grace' }
let events = 0
/** Something happens, after all that was due before. */
async function tell(customer: Customer, time: string, type: string, data: object) {
  await until(time)
  events += 1
  const [answer] = await mot.ingestMany([{ id: `${events}`, source: 'shop', time, type, customer, data }])
  if (!answer?.ok) throw answer?.error
  await mot.catchUp()
}
async function until(time: string) {
  for (;;) {
    const { next } = await mot.catchUp()
    if (next === undefined || next > time) break
    clock.set(next)
  }
  clock.set(time)
}
async function orders(customer: Customer, time: string, orderId: string, country: string, products: string[]) {
  const total = { amount: 4_900, currency: 'EUR' }
  const lines = products.map((productId) => ({ productId }))
  await tell(customer, time, 'customer.updated', { country })
  await tell(customer, time, 'order.placed', { orderId, total, products: lines })
  await tell(customer, time, 'order.paid', { orderId })
  await tell(customer, time, 'shipment.created', { orderId, shipmentId: `s${orderId}` })
}
async function show(order: string) {
  const answer = await mot.reviews.upcoming({ order })
  if (!answer.ok) throw answer.error
  console.log(now().slice(0, 10), 'the plan of order', order)
  for (const { ask, reminder, products = ['order'], status, at, reason } of answer.value) {
    const which = reminder === undefined ? 'request' : `reminder ${reminder}`
    console.log('   ', ask, which, products.join('+') || 'nothing left', status, at ?? reason)
  }
}
/** What the form behind the link does: see examples/14-review-form. */
async function writes(address: string, time: string, review: WrittenReview) {
  await until(time)
  const answer = await submitReview(mot, tokens.get(address) ?? '', review, { secrets, now: now() })
  console.log(
    now().slice(0, 10),
    address,
    'writes about',
    `${review.productId}:`,
    answer.ok ? 'accepted' : answer.error.code,
  )
  await mot.catchUp()
}

await orders(ada, '2026-03-02T10:00:00Z', '1', 'DE', ['mug', 'teapot'])
await show('1')
await orders(grace, '2026-03-03T10:00:00Z', '2', 'US', ['lamp'])
await tell(ada, '2026-03-05T14:00:00Z', 'shipment.delivered', { orderId: '1', shipmentId: 's1' })
await show('1')

// The teapot drips: nothing is asked before that is settled.
await tell(ada, '2026-03-10T08:00:00Z', 'case.opened', { caseId: 'k1' })
await show('1')
await tell(ada, '2026-03-14T15:00:00Z', 'case.resolved', { caseId: 'k1', solved: true })
await show('1')

await writes('ada@example.com', '2026-03-16T12:00:00Z', {
  productId: 'mug',
  rating: 2,
  body: 'Smaller than I thought.',
})
await writes('ada@example.com', '2026-03-21T12:00:00Z', { productId: 'teapot', rating: 5, body: 'Drips no more.' })
// No word came of Grace's parcel.
await writes('grace@example.com', '2026-03-26T12:00:00Z', { productId: 'lamp', rating: 4, media: ['photo'] })
await show('1')
await show('2')

const journey = await mot.journey(ada)
if (!journey.ok) throw journey.error
console.log('points of ada:', club.balance(journey.value, now()).available)
post.close()
inbox.close()
await mot.close()
