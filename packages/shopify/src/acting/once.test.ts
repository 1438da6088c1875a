/** What must not be done twice: when it is sent, when it is looked up, and when it waits for somebody. */
import { setTimeout as rest } from 'node:timers/promises'
import { err, MotError, ok, type Result, virtualClock } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { memoryIntents } from './intents/memory.ts'
import { settleIntent } from './intents/settle.ts'
import type { IntentKind, IntentStore } from './intents/store.ts'
import { type Found, once } from './once.ts'

const shop = 'tea.myshopify.com'
const MINUTE = 60_000

type Answer = Result<{ id: string }>
const lost = (): Answer => err(new MotError('SHOPIFY_OUTCOME_UNKNOWN', 'the answer was lost'))
const refused = (code: string): Answer =>
  err(
    new MotError('SHOPIFY_REFUSED', 'no', { details: { errors: [{ path: 'input.amount', code, message: 'not so' }] } }),
  )

/** A service whose answers are told beforehand, and which can be looked at. */
function setUp({
  kind = 'credit',
  intents,
  waitMs = 0,
}: {
  kind?: IntentKind
  intents?: IntentStore
  waitMs?: number
} = {}) {
  const clock = virtualClock('2026-03-02T10:00:00Z')
  const store = intents ?? memoryIntents({ clock })
  const answers: (Answer | Promise<Answer>)[] = []
  const service = { sent: [] as object[], found: 'absent' as Found }
  const act = (key = 'a') =>
    once(
      { shop, key, kind, customer: 'gid://shopify/Customer/7' },
      { intents: store, waitMs },
      {
        prepare: async () => ({ amount: 500, key }),
        async send(note) {
          service.sent.push(note)
          return answers.shift() ?? ok({ id: `t-${service.sent.length}` })
        },
      },
      kind === 'message' ? undefined : async () => service.found,
    )
  return { clock, intents: store, answers, service, act }
}
const failure = async (task: Promise<unknown>): Promise<MotError> =>
  task.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: MotError) => error,
  )

describe('what must be done once', () => {
  test('is sent once, and answered alike ever after', async () => {
    const { act, service } = setUp()
    expect([await act(), await act()]).toEqual([{ id: 't-1' }, { id: 't-1' }])
    expect(service.sent).toEqual([{ amount: 500, key: 'a' }])
  })

  test('is not sent again while it may still be carried out: five minutes', async () => {
    const { act, service, answers, clock } = setUp()
    answers.push(lost())
    expect(await failure(act())).toMatchObject({ code: 'SHOPIFY_OUTCOME_UNKNOWN', retryable: true, retryAfter: 1 })
    clock.set(clock.now() + 4 * MINUTE)
    expect(await failure(act())).toMatchObject({ code: 'SHOPIFY_OUTCOME_UNKNOWN', retryable: true, retryAfter: 60 })
    expect(service.sent).toHaveLength(1)
    clock.set(clock.now() + MINUTE)
    expect(await act()).toEqual({ id: 't-2' })
  })

  test('is found, and not sent again', async () => {
    const { act, service, answers } = setUp()
    answers.push(lost())
    await failure(act())
    service.found = { result: { id: 'found' } }
    expect(await act()).toEqual({ id: 'found' })
    expect(service.sent).toHaveLength(1)
  })

  test('is parked where more is found than was sent, and settled by hand', async () => {
    const { act, service, answers, intents } = setUp()
    answers.push(lost())
    await failure(act())
    service.found = 'unclear'
    const parked = { code: 'SHOPIFY_OUTCOME_UNKNOWN', retryable: false, details: { path: 'key', shop, key: 'a' } }
    expect(await failure(act())).toMatchObject(parked)
    expect(await failure(act())).toMatchObject(parked)
    service.found = 'absent'
    expect(await intents.parked({ limit: 9 })).toMatchObject([{ shop, key: 'a', note: { amount: 500 } }])
    expect(await settleIntent(intents, { shop, key: 'a' }, false)).toEqual({ ok: true, value: undefined })
    expect(await act()).toEqual({ id: 't-2' })
    expect(await settleIntent(intents, { shop, key: 'a' }, true)).toMatchObject({
      ok: false,
      error: { code: 'SHOPIFY_INTENT_UNKNOWN', details: { path: 'key', received: 'a' } },
    })
  })

  test('is parked, too, where it was answered and is found twice', async () => {
    const { act, service, intents } = setUp()
    service.found = 'unclear'
    expect(await failure(act())).toMatchObject({ code: 'SHOPIFY_OUTCOME_UNKNOWN', retryable: false })
    await settleIntent(intents, { shop, key: 'a' }, true)
    expect(await act()).toEqual({ settled: 'by hand' })
    expect(service.sent).toHaveLength(1)
  })

  test('is as if it never was where it is refused, by the place of the reason', async () => {
    const { act, service, answers, intents } = setUp()
    answers.push(refused('OWNER_NOT_FOUND'), refused('INTERNAL_ERROR'))
    expect(await failure(act())).toMatchObject({
      code: 'SHOPIFY_REFUSED',
      retryable: false,
      details: { path: 'input.amount', expected: 'not so', received: 'OWNER_NOT_FOUND' },
    })
    expect(await intents.find({ shop, key: 'a' })).toBeUndefined()
    expect(await failure(act())).toMatchObject({ code: 'SHOPIFY_REFUSED', retryable: true })
    expect(await act()).toEqual({ id: 't-3' })
    expect(service.sent).toHaveLength(3)
  })

  test('is as if it never was where no turn could be had at the budget: nothing was sent', async () => {
    const { act, answers, intents } = setUp()
    answers.push(err(new MotError('SHOPIFY_BUDGET_UNAVAILABLE', 'the budget is away', { retryable: true })))
    expect(await failure(act())).toMatchObject({ code: 'SHOPIFY_BUDGET_UNAVAILABLE', retryable: true })
    expect(await intents.find({ shop, key: 'a' })).toBeUndefined()
    expect(await act()).toEqual({ id: 't-2' })
  })

  test('waits for what is under way with the same account, and clears up what somebody left there', async () => {
    const { act, service, answers, clock, intents } = setUp()
    let answer: (answer: Answer) => void = () => undefined
    answers.push(new Promise<Answer>((resolve) => (answer = resolve)))
    const first = act('a')
    expect(await failure(act('b'))).toMatchObject({ code: 'SHOPIFY_BUSY', retryable: true, retryAfter: 90 })
    answer(lost())
    await failure(first)
    expect(await failure(act('b'))).toMatchObject({ code: 'SHOPIFY_OUTCOME_UNKNOWN', retryable: true, retryAfter: 300 })
    service.found = { result: { id: 'of a' } }
    expect(await act('b')).toEqual({ id: 't-2' })
    expect(await intents.find({ shop, key: 'a' })).toEqual({ state: 'done', result: { id: 'of a' } })
    expect(clock.now()).toBe(Date.parse('2026-03-02T10:00:00Z'))
  })

  test('follows what is under way with the same account, where that ends soon', async () => {
    const { act, answers, service } = setUp({ waitMs: 2_000 })
    answers.push(rest(300).then(() => ok({ id: 'of a' })))
    expect(await Promise.all([act('a'), act('b'), act('a')])).toEqual([{ id: 'of a' }, { id: 't-2' }, { id: 'of a' }])
    expect(service.sent).toHaveLength(2)
  })

  test('is not sent by a process that lost its claim before', async () => {
    const clock = virtualClock('2026-03-02T10:00:00Z')
    const intents = memoryIntents({ clock })
    const sleepy: IntentStore = {
      ...intents,
      async note(claimed, note) {
        clock.set(clock.now() + 10 * MINUTE) // it sleeps, and somebody else takes over
        await intents.claim(claimed, MINUTE)
        return intents.note(claimed, note)
      },
    }
    const { act, service } = setUp({ intents: sleepy })
    expect(await failure(act())).toMatchObject({ code: 'SHOPIFY_BUSY', retryable: true })
    expect(service.sent).toEqual([])
  })

  test('is parked at once where nobody can look', async () => {
    const { act, service, answers } = setUp({ kind: 'message' })
    answers.push(lost())
    await failure(act())
    expect(await failure(act())).toMatchObject({ code: 'SHOPIFY_OUTCOME_UNKNOWN', retryable: false })
    expect(service.sent).toHaveLength(1)
  })
})
