/** Law 4: what follows from an event commits together or not at all; the bus speaks after the commit, and its listeners harm nobody. */
import { memoryStore, type Store, type Write } from '@motkit/core'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { arrivals, at } from './facts.ts'
import { openShop } from './shop.ts'
import { caught, holds } from './verdict.ts'

const broken = new Error('the disk is full')
/** A store whose n-th writes fail, before or (broken) after a part of them is applied. */
function failing(store: Store, fails: (n: number) => boolean, part: (write: Write) => Write | undefined): Store {
  let n = 0
  return {
    ...store,
    async transaction(work) {
      const leak: { write?: Write } = {}
      try {
        return await store.transaction((transaction) =>
          work({
            ...transaction,
            async write(write) {
              if (fails(n++)) {
                const half = part(write)
                if (half) leak.write = half
                throw broken
              }
              await transaction.write(write)
            },
          }),
        )
      } catch (error) {
        const { write } = leak
        if (write) await store.transaction((transaction) => transaction.write(write))
        throw error
      }
    },
  }
}
const scenario = fc.tuple(arrivals, fc.infiniteStream(fc.boolean()))

/** Every event is offered until it is taken; at the end all is as if nothing had failed. */
async function stubborn(
  [{ set, order }, dice]: typeof scenario extends fc.Arbitrary<infer T> ? T : never,
  part: (write: Write) => Write | undefined,
) {
  const inner = memoryStore()
  let calls = 0
  const shop = openShop({ store: failing(inner, () => calls++ < 40 && dice.next().value, part) })
  const heard: string[] = []
  shop.mot.on('event', (event) => {
    heard.push(`${event.source}#${event.id}`)
    throw new Error('a bad listener')
  })
  shop.mot.on('event', async () => Promise.reject(new Error('a worse one')))
  shop.clock.set(at(150))
  for (const fact of order) {
    for (let taken = false; !taken; ) {
      const before = heard.length
      const [answer] = await shop.mot.ingestMany([fact])
      if (answer?.ok) taken = true
      else {
        expect(answer?.error.code).toBe('STORE_UNAVAILABLE')
        expect(answer?.error.retryable).toBe(true)
        expect(heard.length, 'the bus spoke of what was not committed').toBe(before)
      }
    }
  }
  const steady = openShop()
  steady.clock.set(at(150))
  for (const fact of order) await steady.mot.ingestMany([fact])
  expect(await shop.journey()).toEqual(await steady.journey())
  const [kept, wanted] = [await inner.export('default', 'id:c1'), await steady.store.export('default', 'id:c1')]
  expect(kept.events.map(({ id }) => id).sort()).toEqual(wanted.events.map(({ id }) => id).sort())
  expect(kept.actions.map(({ key }) => key).sort()).toEqual(wanted.actions.map(({ key }) => key).sort())
  expect(new Set(heard)).toEqual(new Set(kept.events.map(({ source, id }) => `${source}#${id}`)))
  expect(set.length).toBeGreaterThan(0)
}

it('all or nothing: a commit that fails leaves nothing, says nothing, and can be sent again', () =>
  holds(scenario, (one) => stubborn(one, () => undefined)))

it('the property catches a store that keeps the events of a failed commit', () =>
  caught(scenario, (one) => stubborn(one, ({ events }) => ({ events, journeys: [], actions: [], links: [] }))))
it('the property catches a store that keeps the actions of a failed commit', () =>
  caught(scenario, (one) =>
    stubborn(one, ({ actions }) => ({
      events: [],
      journeys: [],
      actions: actions.map((action) => ({ ...action, key: `${action.key}?` })),
      links: [],
    })),
  ))
