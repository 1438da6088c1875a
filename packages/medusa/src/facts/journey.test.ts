/** The state of an entity may be told at any time, in any order, as often as one likes: the journey is that of its last. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { eventsOfCart } from './cart'
import { eventsOfCustomer } from './customer'
import type { Fact } from './fact'
import { cartStages, customerStages, orderStages } from './fixtures/recorded'
import { eventsOfOrder } from './order'

type Telling = readonly Fact[]
const orderOf = (story: Parameters<typeof orderStages>[0]) =>
  orderStages(story).map(({ entity }) => eventsOfOrder(entity))
const [, ...registered] = customerStages().map(({ entity }) => eventsOfCustomer(entity))
const stories: Readonly<Record<string, readonly Telling[]>> = {
  'an order with parcels, refunds, a return, a claim and an exchange': orderOf('guest'),
  'an order that was edited': orderOf('edited'),
  'an order that was canceled': orderOf('canceled'),
  'an order with a claim for money': orderOf('claimed'),
  'an order of which something came back damaged': orderOf('damaged'),
  'a cart': cartStages().map(({ entity }) => eventsOfCart({ cart: entity })),
  'a customer': registered,
}

/**
 * What the engine knows and makes of it; not by which of two equal words it knows it, and not how many steps a visit had: each
 * state in which a cart was seen is one.
 */
async function journeyOf(tellings: readonly Telling[]) {
  const mot = createMot({ store: memoryStore(), clock: virtualClock('2026-11-24T00:00:00Z'), plugins: [] })
  for (const facts of tellings)
    for (const answer of await mot.ingestMany(facts)) expect(answer).toMatchObject({ ok: true })
  const customer = tellings.flat()[0]?.customer
  const kept = customer && (await mot.export(customer))
  if (!kept?.ok || !kept.value.journey) throw new Error('no journey')
  const { slices, threads } = kept.value.journey
  const moments = Object.values(threads).flatMap((thread) =>
    Object.values(thread.moments).map(({ type, polarity, reason, data }) => ({ type, polarity, reason, data })),
  )
  return JSON.parse(
    JSON.stringify({ slices, moments }).replaceAll(/Z medusa#[^"]+|"steps":\d+,/g, (found) =>
      found.startsWith('Z') ? 'Z' : '',
    ),
  )
}
const byName = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

it.each(Object.entries(stories))('any order, any number of times: %s', async (_, stages) => {
  const last = stages.length - 1
  const once = await journeyOf(stages.slice(-1))
  expect(once.moments.length + Object.keys(once.slices.profile).length).toBeGreaterThan(0)
  const order = fc.array(fc.nat(last), { maxLength: 2 * stages.length }).chain((some) =>
    fc.shuffledSubarray(
      [...some, last].map((stage, i) => ({ stage, i })),
      { minLength: some.length + 1 },
    ),
  )
  await fc.assert(
    fc.asyncProperty(order, async (told) => {
      const journey = await journeyOf(told.map(({ stage }) => stages[stage] ?? []))
      expect(journey.slices).toEqual(once.slices)
      expect(journey.moments.sort(byName)).toEqual(once.moments.sort(byName))
    }),
    { numRuns: 40 },
  )
})
