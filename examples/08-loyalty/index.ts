/** A points programme: earned, waiting, spent, taken back, ended. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { loyalty } from '@motkit/loyalty'

const club = loyalty({
  timeZone: 'Europe/Berlin',
  earn: [
    { kind: 'spend', id: 'spend', rate: { EUR: 1 } },
    { kind: 'bonus', id: 'welcome', points: 50, first: true },
  ],
  wallets: {
    main: { pending: { after: 'delivered', days: 14 }, expiry: { kind: 'rolling', months: 1, end: 'month' } },
  },
})
const clock = virtualClock('2026-01-31T10:00:00Z')
const mot = createMot({ store: memoryStore(), clock, plugins: [club] })
const customer = { id: 'ada' }
const now = () => new Date(clock.now()).toISOString()
const eur = (amount: number) => ({ amount, currency: 'EUR' })

async function say(what: string) {
  const journey = await mot.journey(customer)
  if (!journey.ok) throw journey.error
  const { available, pending, reserved, owed } = club.balance(journey.value, now())
  console.log(
    now().slice(0, 10),
    `${what}: ${available} to spend, ${pending} wait, ${reserved} set aside, ${owed} owed`,
  )
}
const event = (id: string) => ({ id, source: 'shop', time: now(), customer })

const quote = club.quote({ total: eur(12_000) }, { now: now() })
console.log(
  'this cart would earn',
  quote.points,
  quote.grants.map(({ rule, points }) => `${rule} ${points}`).join(', '),
)

await mot.ingest({ ...event('1'), type: 'order.placed', data: { orderId: '1', total: eur(12_000) } })
await mot.ingest({ ...event('2'), type: 'order.paid', data: { orderId: '1' } })
await say('ordered')
clock.set('2026-02-02T10:00:00Z')
await mot.ingest({ ...event('3'), type: 'shipment.delivered', data: { orderId: '1' } })
clock.set('2026-02-16T10:00:00Z')
await say('two weeks after the delivery')

await mot.loyalty.reserve({ customer, reservationId: 'checkout-7', points: 100 })
await say('in the checkout')
await mot.loyalty.commit({ customer, reservationId: 'checkout-7' })
const more = await mot.loyalty.redeem({ customer, points: 100 })
await say(more.ok ? 'spent twice' : more.error.code)

await mot.ingest({
  ...event('4'),
  type: 'order.refunded',
  data: { orderId: '1', refundId: 'r1', amount: eur(6_000) },
})
await say('half of the order came back')
clock.set('2026-03-01T00:00:00Z')
await say('31 January and a month is over')
await mot.close()
