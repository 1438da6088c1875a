/** Intents behave the same in memory and in PostgreSQL: one movement of an account at a time, and no claim counts twice. */
import { setTimeout as rest } from 'node:timers/promises'
import { type IntentStore, memoryIntents, type NewIntent, postgresIntents } from '@motkit/shopify'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, noPostgres } from '../support/postgres.ts'

const shop = 'tea.myshopify.com'
const ada = 'gid://shopify/Customer/7'
const eve = 'gid://shopify/Customer/8'
const credit = (key: string, customer = ada): NewIntent => ({ shop, key, kind: 'credit', customer })
const LEASE = 60_000

async function inPostgres(): Promise<IntentStore> {
  const pool = new pg.Pool({ connectionString: await freshDatabase(), max: 8 })
  onTestFinished(() => pool.end())
  const intents = postgresIntents({ pool })
  await intents.migrate()
  return intents
}
const stores: [string, () => Promise<IntentStore>][] = [['memory', async () => memoryIntents()]]
if (!noPostgres()) stores.push(['PostgreSQL', inPostgres])

async function claimed(intents: IntentStore, intent: NewIntent, leaseMs = LEASE) {
  const claim = await intents.claim(intent, leaseMs)
  if (claim.state !== 'claimed') throw new Error(`it is ${claim.state}`)
  return claim.intent
}

describe.each(stores)('intents in %s', (_, create) => {
  test('are claimed once, until the lease is over or they are let go', async () => {
    const intents = await create()
    const first = await claimed(intents, credit('a'))
    expect(first).toEqual({ ...credit('a'), token: first.token })
    const second = await intents.claim(credit('a'), LEASE)
    expect(second.state === 'busy' && second.forMs > LEASE - 5_000 && second.forMs <= LEASE).toBe(true)
    await intents.leave(first)
    expect(await claimed(intents, credit('a'), 10)).toMatchObject({ key: 'a' })
    await rest(20)
    expect(await claimed(intents, credit('a'))).toMatchObject({ key: 'a' })
  })

  test('of one account are open one at a time; of others, and messages, side by side', async () => {
    const intents = await create()
    const first = await claimed(intents, credit('a'))
    expect(await intents.claim(credit('b'), LEASE)).toMatchObject({ state: 'busy' })
    expect(await intents.claim({ ...credit('a/revoke'), kind: 'debit' }, LEASE)).toMatchObject({ state: 'busy' })
    expect(await intents.claim(credit('c', eve), LEASE)).toMatchObject({ state: 'claimed' })
    expect(await intents.claim({ ...credit('d'), shop: 'cake.myshopify.com' }, LEASE)).toMatchObject({
      state: 'claimed',
    })
    for (const key of ['m', 'n'])
      expect(await intents.claim({ ...credit(key), kind: 'message' }, LEASE)).toMatchObject({ state: 'claimed' })
    await intents.done(first, { transaction: 't' })
    expect(await claimed(intents, credit('b'))).toMatchObject({ key: 'b' })
  })

  test('give whoever comes next what was left open in its way', async () => {
    const intents = await create()
    const first = await claimed(intents, credit('a'))
    expect(await intents.note(first, { amount: 500 })).toBe(true)
    await intents.leave(first)
    const inherited = await claimed(intents, credit('b'))
    expect(inherited).toMatchObject({ key: 'a', note: { amount: 500 } })
    expect(inherited.notedMs).toBeGreaterThanOrEqual(0)
    expect(inherited.notedMs).toBeLessThan(5_000)
  })

  test('are changed by their claimer alone', async () => {
    const intents = await create()
    const old = await claimed(intents, credit('a'))
    await intents.leave(old)
    const now = await claimed(intents, credit('a'))
    expect(await intents.note(old, { amount: 1 })).toBe(false)
    await intents.done(old, { transaction: 'old' })
    await intents.withdraw(old)
    await intents.park(old)
    await intents.leave(old)
    expect(await intents.claim(credit('a'), LEASE)).toMatchObject({ state: 'busy' })
    await intents.done(now, { transaction: 'now' })
    await intents.withdraw(now)
    expect(await intents.claim(credit('a'), LEASE)).toEqual({ state: 'done', result: { transaction: 'now' } })
    expect(await intents.find(credit('a'))).toEqual({ state: 'done', result: { transaction: 'now' } })
  })

  test('that are withdrawn were never there, and their claim counts no more', async () => {
    const intents = await create()
    const old = await claimed(intents, credit('a'), 10)
    await rest(20)
    const later = await claimed(intents, credit('a'))
    expect(await intents.note(later, { amount: 1 })).toBe(true)
    await intents.withdraw(later)
    expect(await intents.find(credit('a'))).toBeUndefined()
    expect(await claimed(intents, credit('a'))).not.toHaveProperty('note')
    expect(await intents.note(old, { amount: 1 })).toBe(false)
    expect(await intents.note(later, { amount: 1 })).toBe(false)
  })

  test('wait to be settled by hand where they are parked, and are in nobody’s way', async () => {
    const intents = await create()
    for (const key of ['b', 'a', 'c']) await intents.park(await claimed(intents, credit(key)))
    expect(await intents.claim(credit('a'), LEASE)).toEqual({ state: 'parked' })
    expect((await intents.parked({ limit: 2 })).map(({ key }) => key)).toEqual(['a', 'b'])
    expect((await intents.parked({ shop, after: credit('b'), limit: 9 })).map(({ key }) => key)).toEqual(['c'])
    expect(await intents.parked({ shop: 'cake.myshopify.com', limit: 9 })).toEqual([])
    expect(await intents.settle(credit('a'), { settled: 'by hand' })).toBe(true)
    expect(await intents.claim(credit('a'), LEASE)).toEqual({ state: 'done', result: { settled: 'by hand' } })
    expect(await intents.settle(credit('b'), undefined)).toBe(true)
    expect(await claimed(intents, credit('b'))).not.toHaveProperty('note')
    expect(await intents.settle(credit('a'), undefined)).toBe(false)
    expect(await intents.settle(credit('b'), undefined)).toBe(false)
    expect(await intents.settle(credit('nobody'), undefined)).toBe(false)
  })

  test('are forgotten with their customer, or with the shop', async () => {
    const intents = await create()
    await intents.done(await claimed(intents, credit('a')), {})
    await intents.park(await claimed(intents, credit('b')))
    await claimed(intents, credit('c', eve))
    await claimed(intents, { ...credit('d'), shop: 'cake.myshopify.com' })
    expect(await intents.forget({ shop, customer: ada })).toBe(2)
    expect(await intents.find(credit('a'))).toBeUndefined()
    expect(await intents.find(credit('c'))).toEqual({ state: 'open' })
    expect(await intents.forget({ shop })).toBe(1)
    expect(await intents.find({ ...credit('d'), shop: 'cake.myshopify.com' })).toEqual({ state: 'open' })
  })

  test('that were carried out long ago are pruned', async () => {
    const intents = await create()
    const done = await claimed(intents, credit('a'))
    await intents.note(done, { amount: 1 })
    await intents.done(done, { transaction: 't' })
    await intents.note(await claimed(intents, credit('b')), { amount: 1 })
    await rest(30)
    expect(await intents.prune(10_000)).toBe(0)
    expect(await intents.prune(10)).toBe(1)
    expect(await intents.find(credit('a'))).toBeUndefined()
    expect(await intents.find(credit('b'))).toEqual({ state: 'open' })
  })

  test('that many claim at the same time are claimed by one', async () => {
    const intents = await create()
    for (let round = 0; round < 20; round++) {
      const customer = `gid://shopify/Customer/${100 + round}`
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, n) => intents.claim(credit(`${round}/${n % 3}`, customer), LEASE)),
      )
      expect(claims.filter(({ state }) => state === 'claimed')).toHaveLength(1)
      expect(claims.filter(({ state }) => state === 'busy')).toHaveLength(7)
    }
  })
})
