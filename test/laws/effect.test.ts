/** Laws 5 and 6: delivered at least once under a key that makes it once in effect; nothing is lost, every action has an end. */
import { definePlugin, defineRule, events, memoryStore, type Store, sendMessage } from '@motkit/core'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { arrivals, at, type Fact, known } from './facts.ts'
import { openShop, plugins } from './shop.ts'
import { caught, holds } from './verdict.ts'

const rough = fc.tuple(arrivals, fc.infiniteStream(fc.constantFrom('works', 'works', 'fails', 'dies')))
type Rough = typeof rough extends fc.Arbitrary<infer T> ? T : never
const delivery = [plugins[0], plugins[2]].filter((plugin) => plugin !== undefined)

/** A parcel on its way, so that there is always something to say. */
const sent = (type: string, day: number, data: object): Fact => ({
  id: type,
  source: 'warehouse',
  type,
  time: at(day),
  customer: known,
  data: { orderId: 'sure', ...data },
})
const onItsWay = [
  sent('order.placed', 50, { total: { amount: 100, currency: 'EUR' } }),
  sent('shipment.created', 60, { shipmentId: 'sure' }),
]
/** A host whose handler sometimes fails, and whose process sometimes dies before it could say that it was done. */
async function deliver([{ order }, fate]: Rough, list = delivery, store: Store = memoryStore()) {
  const effects: string[] = []
  let calls = 0
  const shops: ReturnType<typeof openShop>[] = []
  const start = (now: string | number) => {
    const shop = openShop({
      store,
      plugins: list,
      handler: () => {
        const how = calls++ < 30 ? fate.next().value : 'works'
        if (how === 'fails') return Promise.reject(new Error('the mail server is down'))
        return how === 'dies' ? new Promise<void>(() => undefined) : Promise.resolve()
      },
    })
    shop.mot.on('decision', (change) => {
      if (change.state === 'due')
        effects.push(`${change.decision.rule}/${change.decision.subject}/${change.decision.name}`)
    })
    shop.clock.set(now)
    shops.push(shop)
    return shop
  }
  let shop = start(at(62))
  for (const answer of await shop.mot.ingestMany(
    [...order, ...onItsWay].map((fact) => ({ ...fact, time: [fact.time, at(61)].sort()[0] })),
  )) {
    if (!answer.ok) throw answer.error
  }
  // A dead process never answers: each round is another, that takes over after the lease.
  for (let round = 0; round < 80; round++) {
    await Promise.race([shop.mot.catchUp(), new Promise((resolve) => setTimeout(resolve, 2))])
    shop = start(shop.clock.now() + 2 * 3_600_000)
  }
  return { ...(await store.export('default', 'id:c1')), sent: shops.flatMap(({ sent }) => sent), effects }
}

async function everyActionEnds(one: Rough, store?: Store) {
  const { actions, sent } = await deliver(one, delivery, store)
  for (const action of actions)
    expect(['done', 'dead', 'withdrawn'], `${action.key} is ${action.state}`).toContain(action.state)
  for (const action of actions)
    if (action.state === 'done') expect(sent.some(({ key }) => key === action.key)).toBe(true)
}
it('nothing lost: handlers fail and processes die, and every action still ends done, dead or withdrawn', () =>
  holds(rough, (one) => everyActionEnds(one)))

it('the property catches a store whose leases never run out', () =>
  caught(rough, (one) => {
    const store = memoryStore()
    return everyActionEnds(one, {
      ...store,
      claimActions: (now, _lease, limit) => store.claimActions(now, '9999-12-31T00:00:00.000Z', limit),
    })
  }))

/** Everybody who says that a parcel left says it in an own event: one message an order and name, whatever the key. */
async function oneMessageEach(one: Rough, list?: typeof delivery) {
  const { sent } = await deliver(one, list)
  const perOrder = sent.map(({ key, template }) => `${/order\/(\w+)/.exec(key)?.[1]} ${template}`)
  const effect = new Set(sent.map(({ key }) => key))
  expect(effect.size, 'two keys for one message').toBe(new Set(perOrder).size)
}
it('once in effect: shop and carrier both say so, in any order, and one key stands for one message', () =>
  holds(rough, (one) => oneMessageEach(one)))

it('the property catches a decision that is named by the event that caused it', () => {
  const byCause = definePlugin({
    id: 'delivery',
    rules: [
      defineRule({
        id: 'delivery.tell',
        on: events.shipmentDelivered,
        may: [sendMessage],
        decide: ({ event }) => [sendMessage({ template: 'arrived' }, { name: event.id })],
      }),
    ],
  })
  return caught(rough, (one) => oneMessageEach(one, [byCause]))
})
