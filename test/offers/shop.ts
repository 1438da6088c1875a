/** A shop that makes offers: facts are told at their time, and what the host was asked for is written down. */
import { type AnyGuard, type Change, createMot, memoryStore, type Settings } from '@motkit/core'
import { type OffersOptions, offers } from '@motkit/loyalty'
import { playUntil, virtualClock } from '@motkit/testing'

export const eur = (amount: number) => ({ amount, currency: 'EUR' })
export const day = (n: number, time = '10:00') =>
  new Date(Date.parse(`2026-03-01T${time}:00Z`) + (n - 1) * 86_400_000).toISOString()

interface Setting {
  readonly guards?: readonly AnyGuard[]
  readonly settings?: Partial<Settings>
  readonly customer?: { readonly id: string } | { readonly anonymousId: string }
}
/** A shop with offers, where time passes by what falls due. */
export function openShop(
  options: OffersOptions,
  { guards = [], settings = {}, customer = { id: 'ada' } }: Setting = {},
) {
  const clock = virtualClock(day(1, '00:00'))
  const now = () => new Date(clock.now()).toISOString()
  /** What the host was asked for, as `time what about`, and what became of decisions else. */
  const given: string[] = []
  const data: unknown[] = []
  const ended: string[] = []
  const handler =
    (name: (data: never) => string) =>
    async (action: { data: unknown; subject: string }, _: { idempotencyKey: string }) => {
      given.push(`${now().slice(5, 16)} ${name(action.data as never)} ${action.subject}`)
      data.push(action.data)
    }
  const mot = createMot({
    store: memoryStore(),
    clock,
    plugins: [offers(options)],
    guards,
    settings,
    handlers: {
      'message.send': handler(({ template }: { template: string }) => template),
      'reward.give': handler(({ reward }: { reward: string }) => reward),
    },
  })
  mot.on('decision', ({ state, decision, judgement }: Change) => {
    if (state === 'done' || state === 'due') return
    ended.push(`${now().slice(5, 16)} ${state} ${decision.name} ${decision.subject} ${judgement?.reason}`)
  })
  let n = 0
  const until = (instant: string) => playUntil(mot, clock, instant)
  const tell = async (type: string, about: object, terms: { time?: string; who?: object } = {}) => {
    n += 1
    const { time = now(), who = customer } = terms
    const answer = await mot.ingest({ id: `e${n}`, source: 'shop', type, time, customer: who, data: about } as never)
    if (!answer.ok) throw answer.error
  }
  const at = async (instant: string, type: string, about: object) => {
    await until(instant)
    await tell(type, about)
  }
  return {
    mot,
    tell,
    until,
    at,
    given,
    data,
    ended,
    order: (orderId: string, instant: string, more: object = {}) =>
      at(instant, 'order.placed', { orderId, total: eur(10_000), ...more }),
    arrive: (orderId: string, instant: string) => at(instant, 'shipment.delivered', { orderId }),
    explain: async () => {
      const explained = await mot.explain(customer)
      if (!explained.ok) throw explained.error
      return explained.value
    },
    promised: async () => {
      const explained = await mot.explain(customer)
      return explained.ok
        ? explained.value.decisions
            .filter(({ state }) => state === 'open')
            .map(({ subject, name, due }) => `${due.slice(5, 16)} ${name} ${subject}`)
        : []
    },
  }
}
