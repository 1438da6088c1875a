/** An engine for the laws: the real plugins on a real store, and its journey in normal form. */
import { type AnyPlugin, createMot, type Keyed, memoryStore, type Store, virtualClock } from '@motkit/core'
import { delivery } from '@motkit/delivery'
import { loyalty } from '@motkit/loyalty'
import { reviews } from '@motkit/reviews'
import type { JourneyState, Thread } from '../../packages/core/src/journey.ts'
import { journeyPlugin } from '../../packages/core/src/journey-plugin.ts'
import { createModel, type Model } from '../../packages/core/src/model.ts'
import { same } from '../../packages/core/src/same.ts'
import { defaultSettings } from '../../packages/core/src/settings.ts'
import { dueSubjects, lookAt } from '../../packages/core/src/step.ts'
import { closeThreads } from '../../packages/core/src/thread.ts'
import { type Arrival, at, END, type Fact, known } from './facts.ts'

/** Review requests so late that none is sent before the end: promises stay open and can be compared. */
export const plugins: readonly AnyPlugin[] = [
  loyalty({ from: 'placed' }),
  reviews({
    after: { days: 380 },
    requires: [],
    person: { most: 20, days: 1 },
    existingCustomer: { addressFromSale: true, ownSimilarGoods: true, toldAtSignUp: true },
  }),
  delivery(),
]
export interface Sending {
  readonly key: string
  readonly template: string
}

export function openShop(
  options: {
    readonly store?: Store
    readonly plugins?: readonly AnyPlugin[]
    readonly handler?: () => Promise<void>
  } = {},
) {
  const clock = virtualClock(at(99))
  const sent: Sending[] = []
  const store = options.store ?? memoryStore()
  const list = options.plugins ?? plugins
  const mot = createMot({
    store,
    clock,
    plugins: list,
    erasureKey: 'only for tests',
    handlers: {
      'message.send': async (
        action: { data: { template: string } },
        { idempotencyKey }: { idempotencyKey: string },
      ) => {
        await options.handler?.()
        sent.push({ key: idempotencyKey, template: action.data.template })
      },
    },
  } as never) as ReturnType<typeof createMot<[]>>
  const model = createModel([journeyPlugin, ...list], [], new Set(), defaultSettings)
  return {
    mot,
    clock,
    store,
    sent,
    model,
    async feed({ order, days, batch }: Pick<Arrival, 'order' | 'days' | 'batch'>): Promise<void> {
      for (let i = 0; i < order.length; i += batch) {
        clock.set(at(days[i % days.length] ?? END))
        await mot.catchUp()
        for (const answer of await mot.ingestMany(order.slice(i, i + batch))) if (!answer.ok) throw answer.error
      }
      clock.set(at(END))
      await mot.catchUp()
    },
    /** The journey at the end, in normal form, without what tells of the way there. */
    async journey(customer: Fact['customer'] = known) {
      const { journey } = await store.export(
        'default',
        'id' in customer ? `id:${customer.id}` : `anonymous:${customer.anonymousId}`,
      )
      return journey && normal(model, journey)
    },
  }
}
/** Open promises and standing moments; what was sent cannot be taken back, and may differ. */
const threadOf = ({ moments, decisions, tally }: Thread) => ({
  moments,
  tally: tally ?? {},
  promises: Object.entries(decisions)
    .filter(([, { state }]) => state === 'open')
    .map(([key, { due, data }]) => ({ key, due, data })),
})
function normal(model: Model, state: JourneyState) {
  const context = { model, tenant: 'default', now: at(END) }
  const looked = lookAt(context, state, dueSubjects(state, at(END))).journey
  const { first, last, slices, threads, tally } = closeThreads(model, looked, at(END))
  const rest: Record<string, unknown> = { ...slices, sent: undefined }
  const kept = Object.entries(threads).filter(([subject]) => subject !== 'customer')
  return {
    first,
    last,
    slices: Object.fromEntries(
      Object.entries({ ...model.initialSlices, ...rest }).map(([name, slice]) => [
        name,
        withoutEmpty(model, name, slice),
      ]),
    ),
    tally,
    threads: Object.fromEntries(kept.map(([subject, thread]) => [subject, threadOf(thread)])),
  }
}

/** An entry as it was before its first event is as good as none. */
function withoutEmpty(model: Model, name: string, slice: unknown): unknown {
  const keyed = [...model.keyedBy.values()].flat().find((one) => one.name === name)?.keyed
  if (!keyed) return slice
  const { open, closed } = slice as Keyed<unknown>
  const full = Object.entries(open)
    .map(([subject, entry]) => [subject, withoutTerms(entry)] as const)
    .filter(([, entry]) => !same(entry, keyed.initial))
  return { open: Object.fromEntries(full), closed }
}
/** The terms by which points were first granted, and when, cannot be taken back: orders of arrival may differ in them. */
const withoutTerms = (entry: unknown): unknown => ({ ...(entry as object), bases: undefined })
