/** A customer's years with the club: orders, deliveries, refunds and redemptions, taken in one after another as they happen. */
import { createMot, memoryStore, virtualClock } from '../packages/core/src/index.ts'
import { loyalty } from '../packages/loyalty/src/index.ts'

const DAY = 86_400_000
const START = Date.parse('2016-01-01T00:00:00.000Z')
const YEARS = 10 * 365 * DAY
/** What an order leaves behind on average, with its share of refunds and redemptions. */
const FACTS_AN_ORDER = 5.07
/** What is left to spend in the end, however many orders there were. */
const LEFT = 20
const eur = (amount: number) => ({ amount, currency: 'EUR' })

export function openClub() {
  const clock = virtualClock(START)
  const club = loyalty({ wallets: { main: { expiry: { kind: 'rolling', months: 12, end: 'month' } } } })
  const mot = createMot({ store: memoryStore(), clock, plugins: [club] })
  const told = { facts: 0, points: 0, names: 0 }
  mot.on('event', ({ type, data }) => {
    told.facts += 1
    if (type === 'points.recorded') told.points += (data as { points: number }).points
  })
  const now = () => new Date(clock.now()).toISOString()
  const tell = async (id: string, type: string, data: object): Promise<void> => {
    told.names += 1
    const event = { id: `e${told.names}`, source: 'shop', type, time: now(), customer: { id }, data }
    for (const answer of await mot.ingestMany([event])) if (!answer.ok) throw answer.error
  }
  const balance = async (id: string) => {
    const journey = await mot.journey({ id })
    if (!journey.ok) throw journey.error
    return club.balance(journey.value, now())
  }
  const redeem = async (id: string, points: number): Promise<void> => {
    const answer = points > 0 ? await mot.loyalty.redeem({ customer: { id }, points }) : undefined
    if (answer && !answer.ok) throw answer.error
  }
  /** An order is paid, and its points are written. */
  const order = async (id: string, orderId: string): Promise<void> => {
    await tell(id, 'order.placed', { orderId, total: eur(4_990) })
    await tell(id, 'order.paid', { orderId })
  }
  /** Half a year goes by: nothing is open about any order. */
  const rest = async (id: string): Promise<void> => {
    clock.set(clock.now() + 180 * DAY)
    await mot.catchUp()
    await tell(id, 'page.viewed', {})
  }
  return {
    told,
    balance,
    order,
    /** A customer with about so many facts, of ten years that go by; then half a year without any. */
    async grow(id: string, facts: number): Promise<void> {
      const orders = Math.max(2, Math.round(facts / FACTS_AN_ORDER))
      const from = clock.now()
      for (let i = 1; i <= orders; i++) {
        clock.set(from + (YEARS * i) / orders)
        await mot.catchUp()
        await order(id, `${id}/${i}`)
        if (i % 5 === 0)
          await tell(id, 'order.refunded', { orderId: `${id}/${i}`, refundId: `${id}/${i}`, amount: eur(1_000) })
        await tell(id, 'shipment.delivered', { orderId: `${id}/${i}` })
        if (i % 3 === 0) await redeem(id, 90)
      }
      await redeem(id, (await balance(id)).available - LEFT)
      await rest(id)
    },
    rest,
  }
}
