/** A shop for the tests of tiers: one customer, a clock that is told the time, and what was announced and done. */
import { createMot, memoryStore, type Store, virtualClock } from '@motkit/core'
import { type LoyaltyOptions, loyalty } from '../loyalty.ts'
import { type TierBenefits, tierBenefits } from './benefits.ts'

const ada = { id: 'ada' }
let events = 0
export const eur = (amount: number) => ({ amount, currency: 'EUR' })

export function openShop(
  options: LoyaltyOptions,
  { store = memoryStore(), benefits = {} }: { store?: Store; benefits?: TierBenefits } = {},
) {
  const clock = virtualClock('2026-01-01T12:00:00Z')
  const club = loyalty(options)
  const done: string[] = []
  const service = { down: false }
  const handle = (describe: (data: never) => string) => async (action: { data: unknown }) => {
    if (service.down) throw new Error('down')
    done.push(`${now().slice(0, 10)} ${describe(action.data as never)}`)
  }
  const mot = createMot({
    store,
    clock,
    plugins: [club, tierBenefits(club, benefits)],
    handlers: {
      'reward.give': handle(({ reward }: { reward: string }) => `reward ${reward}`),
      'message.send': handle(({ template }: { template: string }) => `message ${template}`),
      'customer.tag': handle(
        ({ tag, remove }: { tag: string; remove?: boolean }) => `${remove ? 'untag' : 'tag'} ${tag}`,
      ),
    },
  })
  const now = () => new Date(clock.now()).toISOString()
  const tell = async (type: string, data: object, time = now()) => {
    events += 1
    const [answer] = await mot.ingestMany([{ id: `e${events}`, source: 'shop', type, time, customer: ada, data }])
    if (!answer?.ok) throw answer?.error
  }
  const journey = async () => {
    const found = await mot.journey(ada)
    if (!found.ok) throw found.error
    return found.value
  }
  const facts = async (type: string) => {
    const kept = await mot.export(ada)
    return kept.ok ? kept.value.events.filter((event) => event.type === type) : []
  }
  return {
    ada,
    club,
    mot,
    clock,
    service,
    done,
    tell,
    journey,
    facts,
    now,
    /** Time passes, and what it brings is done when it is due, not only at its end. */
    at: async (instant: string) => {
      const end = new Date(instant).toISOString()
      for (let { next } = await mot.catchUp(); next !== undefined && next <= end; { next } = await mot.catchUp())
        clock.set(next)
      clock.set(end)
      await mot.catchUp()
    },
    order: async (orderId: string, amount: number, time = now()) => {
      await tell('order.placed', { orderId, total: eur(amount) }, time)
      await tell('order.paid', { orderId }, time)
    },
    refund: (orderId: string, amount: number) =>
      tell('order.refunded', { orderId, refundId: `r${events}`, amount: eur(amount) }),
    standing: async () => club.tier(await journey(), now()),
    tier: async () => club.tier(await journey(), now())?.tier ?? '-',
    available: async (wallet?: string) => club.balance(await journey(), now(), wallet).available,
    /** What was announced, as `2026-03-01 silver>gold reached`. */
    announced: async () => {
      const kept = await mot.export(ada)
      return (kept.ok ? kept.value.events : []).flatMap(({ type, time, data }) => {
        const { from = '-', to = '-', reason, tier, until } = data as Record<string, string>
        const day = time.slice(0, 10)
        if (type === 'tier.changed') return [`${day} ${from}>${to} ${reason}`]
        if (type === 'tier.endangered') return [`${day} ${tier} endangered until ${until}`]
        return type === 'tier.secured' ? [`${day} ${tier} secured`] : []
      })
    },
  }
}
