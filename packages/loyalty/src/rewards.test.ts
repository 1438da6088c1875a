/** Rewards: had from the catalogue, given once, taken back with the points. */
import { createMot, giveReward, type Handler, memoryStore, type Store, virtualClock } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import type { Rewards } from './catalogue.ts'
import { type LoyaltyOptions, loyalty } from './loyalty.ts'
import { readReward, type revokeReward } from './rewards.ts'

const ada = { id: 'ada' }
const eur = (amount: number) => ({ amount, currency: 'EUR' })
const catalogue = {
  five: { kind: 'coupon', points: 50, amount: eur(500), validDays: 30, minimum: eur(2_000) },
  ship: { kind: 'free-shipping', points: 20, limit: 1 },
  tree: { kind: 'custom', points: 100, data: { species: 'oak' } },
} as const satisfies Rewards

function open(options: LoyaltyOptions & { readonly rewards?: Rewards } = {}, store: Store = memoryStore()) {
  const clock = virtualClock('2026-03-01T00:00:00Z')
  const club = loyalty({ timeZone: 'Europe/Berlin', ...options, rewards: options.rewards ?? catalogue })
  const done: string[] = []
  const given: unknown[] = []
  let broken = false
  const revoke: Handler<typeof revokeReward> = async ({ data: { reward, data } }, { idempotencyKey }) => {
    done.push(`revoke ${reward} ${data.redemptionId} ${idempotencyKey}`)
  }
  const mot = createMot({
    store,
    clock,
    plugins: [club],
    delivery: { maxAttempts: 1 },
    handlers: {
      'reward.give': async (action, { idempotencyKey }) => {
        if (broken) throw new Error('out of stock')
        done.push(`give ${action.data.reward} ${readReward(action)?.redemptionId} ${idempotencyKey}`)
        given.push(readReward(action))
      },
      'reward.revoke': revoke,
    },
  })
  let n = 0
  const tell = async (type: string, data: object) => {
    n += 1
    const event = { id: `e${n}`, source: 'shop', type, time: new Date(clock.now()).toISOString(), customer: ada, data }
    const [answer] = await mot.ingestMany([event])
    if (!answer?.ok) throw answer?.error
  }
  const balance = async () => {
    const journey = await mot.journey(ada)
    return journey.ok ? club.balance(journey.value, new Date(clock.now()).toISOString()).available : undefined
  }
  return {
    mot,
    club,
    clock,
    done,
    given,
    tell,
    balance,
    breaks: (is: boolean) => {
      broken = is
    },
    async order(orderId: string, amount: number) {
      await tell('order.placed', { orderId, total: eur(amount) })
      await tell('order.paid', { orderId })
    },
  }
}
const code = (answer: { ok: boolean; error?: { code: string; details?: { path?: unknown } } }) =>
  answer.ok ? 'ok' : `${answer.error?.code} ${answer.error?.details?.path}`

describe('a reward', () => {
  test('costs what the catalogue says, and is given once with all that the handler needs', async () => {
    const shop = open()
    await shop.order('1', 20_000)
    shop.clock.set('2026-03-15T12:00:00Z')
    const command = { customer: ada, reward: 'five', commandId: 'c1' }
    const answer = await shop.mot.loyalty.redeem(command)
    expect(answer.ok && answer.value).toMatchObject({ points: 50, left: 150, redemptionId: 'c1' })
    await shop.mot.loyalty.redeem(command)
    await shop.mot.catchUp()
    await shop.tell('order.updated', { orderId: '1', total: eur(20_000) })
    await shop.mot.catchUp()
    expect(shop.done).toEqual(['give five c1 default/loyalty.reward/redemption/c1/c1'])
    expect(shop.given).toEqual([
      {
        redemptionId: 'c1',
        gift: { kind: 'coupon', amount: eur(500), validDays: 30, minimum: eur(2_000), bound: true },
        points: 50,
        wallet: 'main',
        redeemedAt: '2026-03-15T12:00:00.000Z',
        validUntil: '2026-04-14T21:59:59.999Z', // thirty days on, to midnight in Berlin, where the clocks went forward
      },
    ])
    expect(await shop.balance()).toBe(150)
  })
  test('is given as often as it is redeemed, each under a name of its own', async () => {
    const shop = open()
    await shop.order('1', 20_000)
    for (const redemptionId of ['a', 'b'])
      await shop.mot.loyalty.redeem({ customer: ada, reward: 'five', redemptionId })
    for (const redemptionId of ['c', 'd'])
      await shop.mot.loyalty.redeem({ customer: ada, reward: 'five', redemptionId, orderId: '1' })
    await shop.mot.catchUp()
    expect(shop.done).toEqual([
      'give five c default/loyalty.reward/order/1/c',
      'give five d default/loyalty.reward/order/1/d',
      'give five a default/loyalty.reward/redemption/a/a',
      'give five b default/loyalty.reward/redemption/b/b',
    ])
  })
  test('whose points are given back before it was given is not given', async () => {
    const shop = open()
    await shop.order('1', 20_000)
    await shop.order('2', 3_000)
    await shop.mot.loyalty.redeem({ customer: ada, reward: 'five', redemptionId: 'a', orderId: '2' })
    await shop.mot.loyalty.redeem({ customer: ada, reward: 'tree', redemptionId: 'b' })
    await shop.tell('order.canceled', { orderId: '2' })
    expect(code(await shop.mot.loyalty.release({ redemptionId: 'b', customer: ada }))).toBe('ok')
    await shop.mot.catchUp()
    expect(shop.done).toEqual([])
    expect(await shop.balance()).toBe(200)
  })
  test('whose points are given back after it was given is revoked, once', async () => {
    const shop = open()
    await shop.order('1', 20_000)
    await shop.order('2', 3_000)
    await shop.mot.loyalty.redeem({ customer: ada, reward: 'five', redemptionId: 'a', orderId: '2' })
    await shop.mot.loyalty.redeem({ customer: ada, reward: 'tree', redemptionId: 'b' })
    await shop.mot.catchUp()
    await shop.tell('order.canceled', { orderId: '2' })
    expect(code(await shop.mot.loyalty.release({ redemptionId: 'b', customer: ada }))).toBe('ok')
    await shop.mot.catchUp()
    await shop.tell('order.updated', { orderId: '2', total: eur(3_000) })
    await shop.mot.catchUp()
    expect(shop.done.slice(2)).toEqual([
      'revoke five a default/loyalty.reward/order/2/a/revoke',
      'revoke tree b default/loyalty.reward/redemption/b/b/revoke',
    ])
    expect(await shop.balance()).toBe(200)
    expect(code(await shop.mot.loyalty.release({ redemptionId: 'b', customer: ada }))).toBe(
      'REDEMPTION_ENDED redemptionId',
    )
    expect(code(await shop.mot.loyalty.release({ redemptionId: 'a', customer: ada }))).toBe(
      'REDEMPTION_ENDED redemptionId',
    )
  })
  test('of a released redemption on an order is revoked, and the cancellation gives nothing back twice', async () => {
    const shop = open()
    await shop.order('1', 20_000)
    await shop.order('2', 1_000)
    await shop.mot.loyalty.redeem({ customer: ada, reward: 'five', redemptionId: 'a', orderId: '2' })
    await shop.mot.loyalty.redeem({ customer: ada, reward: 'tree', redemptionId: 'b', orderId: '2' })
    await shop.mot.catchUp()
    await shop.mot.loyalty.release({ customer: ada, redemptionId: 'a' })
    expect(await shop.balance()).toBe(110)
    await shop.tell('order.canceled', { orderId: '2' })
    expect(await shop.balance()).toBe(200)
    await shop.mot.catchUp()
    expect(shop.done.slice(2).map((line) => line.slice(0, 13))).toEqual(['revoke five a', 'revoke tree b'])
  })
  test('that was handed over when its points came back is revoked when the handler is through', async () => {
    const clock = virtualClock('2026-03-01T00:00:00Z')
    const done: string[] = []
    let begun: () => void = () => undefined
    let finish: () => void = () => undefined
    const started = new Promise<void>((resolve) => {
      begun = resolve
    })
    const mot = createMot({
      store: memoryStore(),
      clock,
      plugins: [loyalty({ rewards: catalogue })],
      handlers: {
        'reward.give': () =>
          new Promise<void>((resolve) => {
            finish = () => {
              done.push('given')
              resolve()
            }
            begun()
          }),
        'reward.revoke': async () => {
          done.push('revoked')
        },
      },
    })
    const about = { source: 'shop', time: '2026-03-01T00:00:00Z', customer: ada }
    await mot.ingest({ ...about, id: '1', type: 'order.placed', data: { orderId: '1', total: eur(20_000) } })
    await mot.ingest({ ...about, id: '2', type: 'order.paid', data: { orderId: '1' } })
    await mot.loyalty.redeem({ customer: ada, reward: 'tree', redemptionId: 'a' })
    const running = mot.catchUp()
    await started
    await mot.loyalty.release({ customer: ada, redemptionId: 'a' })
    finish()
    await running
    await mot.catchUp()
    expect(done).toEqual(['given', 'revoked'])
  })
  test('that was given is known when its order opens again long after', async () => {
    const shop = open()
    await shop.order('1', 20_000)
    await shop.order('2', 3_000)
    await shop.mot.loyalty.redeem({ customer: ada, reward: 'five', redemptionId: 'a', orderId: '2' })
    await shop.mot.catchUp()
    shop.clock.set('2028-01-01T00:00:00Z')
    await shop.mot.catchUp()
    await shop.tell('page.viewed', {})
    const journey = await shop.mot.journey(ada)
    expect(journey.ok && journey.value.slices.redemptions).toEqual({ open: {}, closed: { five: 1 } })
    await shop.tell('order.canceled', { orderId: '2' })
    await shop.mot.catchUp()
    expect(shop.done.slice(1)).toEqual(['revoke five a default/loyalty.reward/order/2/a/revoke'])
  })
  test('stays what it was when it was redeemed, whatever the catalogue says later', async () => {
    const store = memoryStore()
    const before = open({}, store)
    await before.order('1', 20_000)
    await before.mot.loyalty.redeem({ customer: ada, reward: 'five', redemptionId: 'a' })
    const after = open({ rewards: { five: { kind: 'coupon', points: 10, percent: 90 } } }, store)
    await after.mot.catchUp()
    expect(after.given).toMatchObject([{ gift: { kind: 'coupon', amount: eur(500) }, points: 50 }])
  })
  test('that cannot be given is dead: tried again, or released', async () => {
    const shop = open()
    await shop.order('1', 20_000)
    shop.breaks(true)
    for (const redemptionId of ['a', 'b'])
      await shop.mot.loyalty.redeem({ customer: ada, reward: 'five', redemptionId })
    await shop.mot.catchUp()
    const dead = await shop.mot.dead.list()
    expect(dead.map((action) => readReward(action)?.redemptionId)).toEqual(['a', 'b'])
    shop.breaks(false)
    await shop.mot.loyalty.release({ customer: ada, redemptionId: 'b' })
    await shop.mot.dead.retry()
    await shop.mot.catchUp()
    expect(shop.done).toEqual(['give five a default/loyalty.reward/redemption/a/a'])
    expect(await shop.balance()).toBe(150)
    expect((await shop.mot.health()).actions.dead).toBe(0)
  })
  test('is set aside with a reservation, and given when that is committed', async () => {
    const shop = open()
    await shop.order('1', 20_000)
    const answer = await shop.mot.loyalty.reserve({ customer: ada, reward: 'ship', reservationId: 'r' })
    expect(answer.ok && answer.value).toMatchObject({ points: 20, redemptionId: 'r' })
    await shop.mot.catchUp()
    expect(shop.done).toEqual([])
    expect(code(await shop.mot.loyalty.redeem({ customer: ada, reward: 'ship' }))).toBe('REWARD_REFUSED reward')
    await shop.mot.loyalty.commit({ customer: ada, reservationId: 'r' })
    await shop.mot.catchUp()
    expect(shop.done).toEqual(['give ship r default/loyalty.reward/reservation/r/r'])
    await shop.mot.loyalty.release({ customer: ada, reservationId: 'r' })
    await shop.mot.catchUp()
    expect(shop.done.slice(1)).toEqual(['revoke ship r default/loyalty.reward/reservation/r/r/revoke'])
    expect(await shop.balance()).toBe(200)
  })
  test('is had as often as its limit says, also when what was redeemed is long over; what was given back does not count', async () => {
    const shop = open()
    await shop.order('1', 20_000)
    const redeem = async () => code(await shop.mot.loyalty.redeem({ customer: ada, reward: 'ship' }))
    await shop.mot.loyalty.redeem({ customer: ada, reward: 'ship', redemptionId: 'a' })
    expect(await redeem()).toBe('REWARD_REFUSED reward')
    await shop.mot.loyalty.release({ customer: ada, redemptionId: 'a' })
    expect(await redeem()).toBe('ok')
    shop.clock.set('2028-01-01T00:00:00Z')
    await shop.mot.catchUp()
    await shop.tell('page.viewed', {})
    expect(await redeem()).toBe('REWARD_REFUSED reward')
  })
})

describe('bad input', () => {
  test('of a command has a code and a path, and costs nothing', async () => {
    const shop = open({ wallets: { main: {}, gifts: {} } })
    await shop.order('1', 20_000)
    const { redeem, reserve, release } = shop.mot.loyalty
    await redeem({ customer: ada, points: 1, redemptionId: 'known' })
    await reserve({ customer: ada, points: 1, reservationId: 'kept', redemptionId: 'set-aside' })
    const answers = [
      await redeem({ customer: ada, reward: 'nothing' }),
      await redeem({ customer: ada, reward: 'constructor' }),
      await redeem({ customer: ada, reward: 'five', points: 49 }),
      await redeem({ customer: ada, reward: 'five', wallet: 'gifts' }),
      await redeem({ customer: ada, reward: 'five', cart: { total: eur(1_999) } }),
      await redeem({ customer: ada, reward: 'five', cart: { total: { amount: 5_000, currency: 'USD' } } }),
      await redeem({ customer: ada }),
      await redeem({ customer: ada, points: 1, wallet: 'toString' }),
      await redeem({ customer: ada, points: 1, redemptionId: 'known' }),
      await redeem({ customer: ada, points: 1, redemptionId: 'set-aside' }),
      await release({ customer: ada, redemptionId: 'nobody' }),
      await release({ customer: ada }),
      await release({ customer: ada, redemptionId: 'known', reservationId: 'known' }),
    ]
    expect(answers.map(code)).toEqual([
      'REWARD_UNKNOWN reward',
      'REWARD_UNKNOWN reward',
      'POINTS_REFUSED points',
      'REWARD_REFUSED wallet',
      'REWARD_REFUSED cart.total',
      'REWARD_REFUSED cart.total',
      'INPUT_INVALID points',
      'WALLET_UNKNOWN wallet',
      'REDEMPTION_EXISTS redemptionId',
      'REDEMPTION_EXISTS redemptionId',
      'REDEMPTION_UNKNOWN redemptionId',
      'INPUT_INVALID reservationId',
      'INPUT_INVALID reservationId',
    ])
    expect(await shop.balance()).toBe(198)
  })
  test.each([
    [{ x: { kind: 'coupon', points: 5 } }, 'rewards.x'],
    [{ x: { kind: 'coupon', points: 5, percent: 5, amount: eur(5) } }, 'rewards.x'],
    [{ x: { kind: 'coupon', points: 5, percent: 101 } }, 'rewards.x.percent'],
    [{ x: { kind: 'store-credit', points: 5, amount: eur(0) } }, 'rewards.x.amount'],
    [{ x: { kind: 'gift-voucher', points: 5 } }, 'rewards.x.amount'],
    [{ x: { kind: 'free-product', points: 5 } }, 'rewards.x.productId'],
    [{ x: { kind: 'free-shipping', points: 0 } }, 'rewards.x.points'],
    [{ x: { kind: 'free-shipping', points: 5, wallet: 'none' } }, 'rewards.x.wallet'],
    [{ x: { kind: 'donation', points: 5, to: '' } }, 'rewards.x.to'],
    [{ x: { kind: 'custom', points: 5, limit: 0 } }, 'rewards.x.limit'],
    [{ x: { kind: 'car', points: 5 } }, 'rewards.x.kind'],
    [{ X: { kind: 'custom', points: 5 } }, 'rewards.X'],
  ])('of a catalogue names its path: %j', (rewards, path) => {
    expect(() => loyalty({ rewards: rewards as never })).toThrow(
      expect.objectContaining({ code: 'PROGRAMME_INVALID', details: expect.objectContaining({ path }) }),
    )
  })
})
test('the data of a reward that is not of the catalogue is left to its own handler', () => {
  expect(readReward(giveReward({ reward: 'gift', data: { anything: 1 } }))).toBeUndefined()
  expect(readReward(giveReward({ reward: 'gift' }))).toBeUndefined()
  expect(readReward({ data: undefined })).toBeUndefined()
})
