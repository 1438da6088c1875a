/** Processes killed at work on what Shopify asks, or by what it sends: all is done in the end, once, and nothing is tried for ever. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'
import type { MortalSetup, MortalWord } from './support/mortal.ts'
import { whereIs } from './support/search.ts'
import { ADA, asks, BEN, COFFEE, customerOf, NOW, openShops, orderOf, TEA } from './support/shops.ts'

const file = fileURLToPath(new URL('support/mortal.ts', import.meta.url))
/** Lets a process live until it ends or dies; what it said, and how it went. */
async function live(setup: MortalSetup) {
  const child = fork(file, [JSON.stringify(setup)], {
    execArgv: ['--conditions=@motkit/source'],
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const words: MortalWord[] = []
  child.on('message', (word: MortalWord) => words.push(word))
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return { words, end: signal ?? code }
}
async function open() {
  const url = await freshDatabase()
  const shops = await openShops({ url })
  onTestFinished(shops.close)
  return { url, ...shops }
}

describe.skipIf(noPostgres())('a process that is killed', { timeout: 120_000 }, () => {
  test('by a delivery is followed by others, until it is dead and all else is processed', async () => {
    const { url, send, webhooks, overdue } = await open()
    const healthy = Array.from({ length: 6 }, (_, n) => `fine${n}`)
    for (const id of [...healthy.slice(0, 3), 'poison', ...healthy.slice(3)])
      expect(await send(TEA, 'orders/create', { id: 1, note: id }, id)).toBe(200)
    const began: string[] = []
    const ends: (string | number | null)[] = []
    for (let n = 0; n < 12 && ends.at(-1) !== 0; n++) {
      const { words, end } = await live({ url, diesAt: { body: 'poison' } })
      for (const word of words) if ('began' in word) began.push(word.began)
      ends.push(end)
      await overdue()
    }
    // Five claims without an end, and then nobody has it any more.
    expect(ends).toEqual([...Array(5).fill('SIGKILL'), 0])
    expect(began.filter((id) => id === 'poison')).toHaveLength(5)
    expect(new Set(began)).toEqual(new Set([...healthy, 'poison']))
    expect(await webhooks.dead.list()).toMatchObject([
      { id: 'poison', attempts: 6, error: expect.stringContaining('WEBHOOK_LOST') },
    ])
    expect(await webhooks.health()).toMatchObject({ waiting: 0, dead: 1 })
  })

  test.each([
    ['after one of the names was erased', 'erase', 1],
    ['after all of them were, before it was proved', 'erase', 3],
  ] as const)('while a customer is erased, %s, leaves the rest to another', async (_, call, times) => {
    const { url, send, webhooks, pool, compliance, mot } = await open()
    await send(TEA, 'orders/create', orderOf(TEA, 5001112223331, ADA))
    await send(TEA, 'refunds/create', { id: 1, order_id: 5001112223332, created_at: NOW, transactions: [] })
    await send(TEA, 'orders/create', orderOf(TEA, 6001, BEN))
    await webhooks.drain()
    await send(TEA, 'customers/redact', asks.redact(TEA, ADA, [5001112223331, 5001112223332]), 'asks')
    expect((await live({ url, diesAt: { call, times } })).end).toBe('SIGKILL')
    const [open1] = await compliance.proofs.list()
    expect(open1).toMatchObject({ id: 'asks', startedAt: NOW })
    expect(open1).not.toHaveProperty('doneAt')
    expect((await live({ url, diesAt: 'never' })).end).toBe(0)
    const [proof] = await compliance.proofs.list()
    // What was there is what was there before the first attempt.
    expect(proof).toMatchObject({ doneAt: NOW, outcome: 'done', before: open1?.before })
    expect(Object.values(proof?.after ?? {}).every((rows) => rows === 0)).toBe(true)
    expect(await whereIs(pool, [String(ADA.id), ADA.email, '500111222333'])).toEqual([])
    expect((await mot.export({ id: String(BEN.id) }, { tenant: TEA })).ok).toBe(true)
  })

  test('again and again while a shop is erased, ends with nothing of it', async () => {
    const { url, send, webhooks, pool, compliance, mot } = await open()
    for (let n = 0; n < 8; n++) {
      await send(TEA, 'customers/create', customerOf(TEA, { ...ADA, id: ADA.id + n }))
      await send(COFFEE, 'customers/create', customerOf(COFFEE, { ...BEN, id: BEN.id + n }))
    }
    await webhooks.drain()
    await send(TEA, 'shop/redact', asks.redactShop(TEA), 'asks')
    const ends: unknown[] = []
    for (const diesAt of [
      { call: 'pause', times: 1 },
      { call: 'eraseAll', times: 1 },
      { call: 'eraseAll', times: 2 },
    ] as const)
      ends.push((await live({ url, diesAt })).end)
    const left: unknown[] = []
    for await (const journey of mot.journeys({ tenant: TEA })) left.push(journey)
    expect(left).toHaveLength(8 - 2 - 4)
    ends.push((await live({ url, diesAt: 'never' })).end)
    expect(ends).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL', 0])
    expect(await compliance.proofs.list()).toMatchObject([
      { outcome: 'done', before: { journey: 8 }, after: { journey: 0 } },
    ])
    expect(await whereIs(pool, [ADA.email])).toEqual([])
    expect((await mot.export({ id: String(BEN.id + 7) }, { tenant: COFFEE })).ok).toBe(true)
  })

  test('after it handed over an export hands it over again, and proves it once', async () => {
    const { url, send, webhooks, compliance } = await open()
    await send(TEA, 'customers/create', customerOf(TEA, ADA))
    await webhooks.drain()
    await send(TEA, 'customers/data_request', asks.data(TEA, ADA, []), 'asks')
    const first = await live({ url, diesAt: { call: 'deliver', times: 1 } })
    const second = await live({ url, diesAt: 'never' })
    expect([first, second]).toEqual([
      { words: [{ delivered: 1 }], end: 'SIGKILL' },
      { words: [{ delivered: 1 }], end: 0 },
    ])
    expect(await compliance.proofs.list()).toMatchObject([{ id: 'asks', outcome: 'done' }])
  })
})
