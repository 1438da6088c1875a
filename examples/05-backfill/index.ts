/** The past comes in first: moments are found and points are written, but nobody gets a message about last year. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { loyalty, pointsBalance } from '@motkit/loyalty'
import { reviews } from '@motkit/reviews'

/** Who may be asked without consent: what this shop can say of every customer. */
const existingCustomer = { addressFromSale: true, ownSimilarGoods: true, toldAtSignUp: true }
const clock = virtualClock('2026-03-02T10:00:00Z')
const mot = createMot({
  store: memoryStore(),
  clock,
  plugins: [loyalty(), reviews({ after: { days: 7 }, existingCustomer })],
  handlers: {
    'message.send': async ({ data, subject }) =>
      console.log(new Date(clock.now()).toISOString(), 'sent', data.template, 'about', subject),
  },
})
let found = 0
mot.on('moment.smot.experience', () => found++)
let heldBack = 0
mot.on('decision', ({ state, judgement }) => {
  if (state === 'suppressed' && judgement?.guard === 'backfill') heldBack++
})

const event = (id: string, type: string, time: string, data: object) => ({
  id,
  source: 'shop',
  type,
  time,
  customer: { id: 'ada' },
  data,
})
const total = { amount: 4_990, currency: 'EUR' }
const order = (orderId: string, day: string) => [
  event(`placed/${orderId}`, 'order.placed', `${day}T09:00:00Z`, { orderId, total }),
  event(`paid/${orderId}`, 'order.paid', `${day}T09:05:00Z`, { orderId }),
  event(`delivered/${orderId}`, 'shipment.delivered', `${day}T18:00:00Z`, { orderId }),
]

const past = [...order('1', '2025-06-01'), ...order('2', '2025-11-20'), ...order('3', '2026-02-28')]
const answers = await mot.ingestMany(past, { backfill: true })
console.log(`${answers.filter(({ ok }) => ok).length} events of the past, ${found} moments, ${heldBack} held back`)

// Read again, by mistake or after a crash: each event counts once.
const again = await mot.ingestMany(past, { backfill: true })
console.log(`${again.filter((answer) => answer.ok && answer.value.duplicate).length} of them known when read again`)

await mot.ingestMany(order('4', '2026-03-02').map((one) => ({ ...one, time: '2026-03-02T09:30:00Z' })))
clock.set('2026-03-09T09:30:00Z')
await mot.catchUp()

const journey = await mot.journey({ id: 'ada' })
if (journey.ok) console.log(journey.value.stage, 'with', pointsBalance(journey.value.slices.points), 'points')
await mot.close()
