/** Laws 1 and 2: a step is pure; the same event any number of times, from any number of engines, has the effect of once. */
import { definePlugin, defineSlice, events, memoryStore, type Store } from '@motkit/core'
import { expect, it, vi } from 'vitest'
import { defaultBorder, validate } from '../../packages/core/src/ingest.ts'
import { newJourney } from '../../packages/core/src/journey.ts'
import { journeyPlugin } from '../../packages/core/src/journey-plugin.ts'
import { createModel, type Model } from '../../packages/core/src/model.ts'
import { defaultSettings } from '../../packages/core/src/settings.ts'
import { step } from '../../packages/core/src/step.ts'
import { Unopened } from '../../packages/core/src/stepping.ts'
import { openThread } from '../../packages/core/src/thread.ts'
import { arrivals, at, END, type Fact, factSet } from './facts.ts'
import { openShop, plugins } from './shop.ts'
import { caught, holds } from './verdict.ts'

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
    Object.values(Object.freeze(value)).forEach(freeze)
  return value
}
/** Steps through a set of facts twice, on frozen input, with every clock and every chance taken away. */
function stepTwice(model: Model, set: readonly Fact[]): void {
  const context = { model, tenant: 'default', now: at(END) }
  let journey = freeze(newJourney(model, 'id:c1'))
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => {
    throw new Error('a clock was read')
  })
  const chance = vi.spyOn(Math, 'random').mockImplementation(() => {
    throw new Error('chance was asked')
  })
  try {
    for (const fact of set) {
      const valid = validate(model, defaultBorder, { ...fact, customer: { id: 'c1' } }, Date.parse(at(END)))
      if (!valid.ok) throw valid.error
      const event = freeze(valid.value)
      for (;;) {
        try {
          const [once, twice] = [step(context, journey, [event]), step(context, journey, [event])]
          expect(twice).toEqual(once)
          journey = freeze(once.journey)
          break
        } catch (error) {
          if (!(error instanceof Unopened)) throw error
          for (const subject of error.subjects) journey = freeze(openThread(model, journey, subject, [], at(END)))
        }
      }
    }
  } finally {
    clock.mockRestore()
    chance.mockRestore()
  }
}
const modelOf = (list: Parameters<typeof createModel>[0]) =>
  createModel([journeyPlugin, ...list], [], new Set(), defaultSettings)

it('pure: a step on the same input gives the same, changes nothing it was given, and asks no clock or chance', () =>
  holds(factSet, async (set) => stepTwice(modelOf(plugins), set)))

it('the property catches a fold that reads the clock', () => {
  const impure = defineSlice({
    name: 'impure',
    initial: 0,
    on: [events.caseOpened],
    fold: { 'case.opened': () => Date.now() },
  })
  return caught(factSet, async (set) => stepTwice(modelOf([definePlugin({ id: 'impure', slices: [impure] })]), set))
})
it('the property catches a fold that changes what it was given', () => {
  const tally = defineSlice({
    name: 'tally',
    initial: [] as string[],
    on: [events.caseOpened],
    fold: {
      'case.opened': (list, event) => {
        list.push(event.id)
        return list
      },
    },
  })
  return caught(factSet, async (set) => stepTwice(modelOf([definePlugin({ id: 'tally', slices: [tally] })]), set))
})

/** Two engines on one store, each given everything, at once. */
async function twoEngines(store: Store, order: readonly Fact[]) {
  const shops = [openShop({ store }), openShop({ store })]
  for (const shop of shops) shop.clock.set(at(150))
  await Promise.all(shops.flatMap(({ mot }) => [mot.ingestMany(order), mot.ingestMany([...order].reverse())]))
  for (const shop of shops) {
    shop.clock.set(at(END))
    await shop.mot.catchUp()
  }
  return { journey: await shops[0]?.journey(), sent: shops.flatMap(({ sent }) => sent.map(({ key }) => key)) }
}
it('once: four deliveries of everything through two engines have the effect of one', () =>
  holds(arrivals, async ({ set, order }) => {
    const many = await twoEngines(memoryStore(), order)
    const single = openShop()
    await single.feed({ order: set, days: [END], batch: 100 })
    expect(many.journey).toEqual(await single.journey())
    expect(new Set(many.sent).size).toBe(many.sent.length)
  }))

it('the property catches a store that forgets what it has seen', () =>
  caught(arrivals, async ({ set, order }) => {
    const store = memoryStore()
    const forgetful: Store = {
      ...store,
      transaction: (work) =>
        store.transaction((transaction) =>
          work({ ...transaction, open: async (...asked) => ({ ...(await transaction.open(...asked)), seen: [] }) }),
        ),
    }
    const single = openShop()
    await single.feed({ order: set, days: [END], batch: 100 })
    expect((await twoEngines(forgetful, order)).journey).toEqual(await single.journey())
  }))
