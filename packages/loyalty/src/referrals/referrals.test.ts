/** Referrals through both journeys: what becomes of the two customers, by hand. */
import { type Customer, createMot, err, MotError, memoryStore, ok, type Store, virtualClock } from '@motkit/core'
import { describe, expect, test } from 'vitest'
import { loyalty } from '../loyalty.ts'
import { friendOf } from './codes.ts'
import type { Traits } from './fingerprints.ts'
import type { ReferralOptions } from './options.ts'
import { everyHeldReferral, heldReferrals } from './referral.ts'
import { referrals } from './referrals.ts'
import { relayEvents } from './relay.ts'

const ada = { id: 'ada' }
const bea = { id: 'bea' }
const eur = (amount: number) => ({ amount, currency: 'EUR' })
const secret = 'a secret of the shop'

interface Done {
  readonly type: string
  readonly customer: Customer
  readonly data: unknown
}
function open(options: Partial<ReferralOptions> = {}, store: Store = memoryStore()) {
  const clock = virtualClock('2026-03-01T10:00:00Z')
  const friends = referrals({
    secret,
    rewards: { advocate: { reward: 'ten-off' }, friend: { reward: 'free-mug' } },
    ...options,
  })
  const club = loyalty({
    earn: [
      { kind: 'action', id: 'advocate', event: 'referral.approved', unless: 'referral.revoked', points: 500 },
      { kind: 'action', id: 'friend', event: 'referral.confirmed', unless: 'referral.retracted', points: 200 },
    ],
  })
  const done: Done[] = []
  const note = async ({ type, customer, data }: Done) => done.push({ type, customer, data })
  const mot = createMot({
    store,
    clock,
    erasureKey: 'another secret',
    plugins: [friends, club],
    handlers: {
      'referral.relay': async (action, context) => {
        await relayEvents(mot, action, context)
        if (shop.deaths < deadly) {
          shop.deaths += 1
          throw new Error('killed')
        }
      },
      'referral.review': async (action) => {
        if (shop.isBusy) throw new Error('nobody has time')
        await note(action)
      },
      'referral.take-back': note,
      'reward.give': note,
    },
  })
  const now = () => new Date(clock.now()).toISOString()
  let n = 0
  let deadly = 0
  const shop = {
    deaths: 0,
    /** The review's handler fails. */
    isBusy: false,
    dieAfter(times: number) {
      deadly = times
    },
    friends,
    mot,
    store,
    done,
    now,
    async tell(customer: Customer, type: string, data: object, time = now()) {
      n += 1
      const [answer] = await mot.ingestMany([{ id: `e${n}`, source: 'shop', type, time, customer, data }])
      if (!answer?.ok) throw answer?.error
    },
    async code(customer: { readonly id: string } = ada) {
      const issued = await friends.issueCode(mot, { customer, time: now() })
      if (!issued.ok) throw issued.error
      return issued.value.code
    },
    arrive: (customer: Customer, code: string) =>
      shop.tell(customer, 'visit.started', { sessionId: `s${n}`, referredBy: code }),
    async order(customer: Customer, orderId: string, amount = 5_000) {
      await shop.tell(customer, 'order.placed', { orderId, total: eur(amount) })
      await shop.tell(customer, 'shipment.delivered', { orderId })
    },
    know: (customer: Customer, traits: Traits) =>
      shop.tell(customer, 'fingerprints.taken', friends.fingerprints(traits)),
    /** So many days later, with all done that fell due. */
    async after(days: number) {
      clock.set(clock.now() + days * 86_400_000)
      await mot.catchUp()
    },
    async journey(customer: Customer) {
      const found = await mot.journey(customer)
      if (!found.ok) throw found.error
      return found.value
    },
    held: async (customer: Customer = ada) => heldReferrals(await shop.journey(customer)),
    async facts(customer: Customer) {
      const kept = await mot.export(customer)
      if (!kept.ok) return []
      return kept.value.events
        .filter(({ type }) => type.startsWith('referral.'))
        .map(({ type }) => type.slice('referral.'.length))
        .sort()
    },
    points: async (customer: Customer) => club.balance(await shop.journey(customer), now()).available,
  }
  return shop
}
type Shop = ReturnType<typeof open>
const given = ({ done }: Shop) =>
  done.map(({ type, customer, data }) => {
    const { reward } = data as { reward?: string }
    return `${type} ${'id' in customer ? customer.id : customer.anonymousId} ${reward ?? ''}`.trim()
  })
const codeOf = (answer: { ok: boolean; error?: { code: string } }) => (answer.ok ? 'ok' : answer.error?.code)
/** Bea came by Ada's code, and her order arrived. */
async function referral(options: Partial<ReferralOptions> = {}, before?: (shop: Shop) => Promise<void>) {
  const shop = open(options)
  const code = await shop.code()
  await before?.(shop)
  await shop.arrive(bea, code)
  await shop.order(bea, '1')
  return shop
}

describe('the whole way', () => {
  test('a friend who keeps the first order is rewarded, and so is who sent her', async () => {
    const shop = await referral()
    await shop.after(13)
    expect(await shop.facts(ada)).toEqual([])
    await shop.after(1)
    expect(await shop.facts(ada)).toEqual(['approved', 'made', 'reported'])
    expect(await shop.facts(bea)).toEqual(['claimed', 'confirmed'])
    expect(given(shop)).toEqual(['reward.give ada ten-off', 'reward.give bea free-mug'])
    expect(await shop.points(ada)).toBe(500)
    expect(await shop.points(bea)).toBe(200)
  })
  test('it is an ultimate moment of truth of the advocate', async () => {
    const shop = await referral()
    const moments: string[] = []
    shop.mot.on('moment.umot', ({ reason, customer }) => moments.push(`${reason} ${JSON.stringify(customer)}`))
    await shop.after(14)
    expect(moments.filter((one) => one.startsWith('referred'))).toEqual(['referred {"id":"ada"}'])
  })
  test('of one visitor who signs in after the order, too', async () => {
    const shop = open()
    await shop.arrive({ anonymousId: 'cookie' }, await shop.code())
    await shop.order({ anonymousId: 'cookie' }, '1')
    await shop.after(14)
    expect(given(shop)).toEqual(['reward.give ada ten-off', 'reward.give cookie free-mug'])
    await shop.tell(bea, 'customer.identified', { anonymousId: 'cookie' })
    await shop.after(1)
    expect(await shop.facts(bea)).toEqual(['claimed', 'confirmed'])
    expect(given(shop)).toHaveLength(2)
  })
  test('only the first order since counts', async () => {
    const shop = await referral()
    await shop.order(bea, '2')
    await shop.after(30)
    await shop.order(bea, '3')
    await shop.after(30)
    expect(await shop.facts(ada)).toEqual(['approved', 'made', 'reported'])
  })
  test('the window is counted in days of the shop, from the payment if it says so', async () => {
    const shop = open({ pending: { after: 'paid', days: 30 }, timeZone: 'Europe/Berlin' })
    await shop.arrive(bea, await shop.code())
    await shop.tell(bea, 'order.placed', { orderId: '1', total: eur(5_000) })
    await shop.tell(bea, 'order.paid', { orderId: '1' })
    // The clocks went forward: 11:00 in Berlin is 9:00 UTC then.
    await shop.after(30 - 1 / 24 - 1 / 86_400)
    expect(await shop.facts(ada)).toEqual([])
    await shop.after(1 / 86_400)
    expect(await shop.facts(ada)).toEqual(['approved', 'made', 'reported'])
  })
  test('neither journey names the other customer', async () => {
    const shop = await referral({}, async ({ know }) => know(bea, { email: 'bea@example.com', device: 'd' }))
    await shop.after(14)
    const own = await shop.mot.export(ada)
    const other = await shop.mot.export(bea)
    expect(JSON.stringify(own.ok && own.value)).not.toMatch(/bea|order\/1/)
    expect(JSON.stringify(other.ok && other.value)).not.toMatch(/"ada|example/)
  })
})

describe('exactly once', () => {
  test('a relay that dies after it spoke, before that was recorded', async () => {
    const shop = await referral({}, async ({ dieAfter }) => dieAfter(3))
    for (let days = 0; days < 20; days++) await shop.after(1)
    expect(shop.deaths).toBe(3)
    expect(await shop.facts(ada)).toEqual(['approved', 'made', 'reported'])
    expect(await shop.facts(bea)).toEqual(['claimed', 'confirmed'])
    expect(given(shop)).toEqual(['reward.give ada ten-off', 'reward.give bea free-mug'])
  })
  test('a relay that spoke, and was wanted anew with other words before that was recorded', async () => {
    const shop = await referral({ minimum: { EUR: 3_000 } }, async ({ dieAfter }) => dieAfter(1))
    await shop.after(14)
    expect(shop.deaths).toBe(1)
    await shop.tell(bea, 'order.refunded', { orderId: '1', refundId: 'r', amount: eur(2_500) })
    await shop.know(bea, { device: 'phone-1' })
    await shop.tell(bea, 'order.updated', { orderId: '1', total: eur(6_000) })
    await shop.after(1)
    expect(await shop.facts(bea)).toEqual(['claimed', 'confirmed'])
    expect((await shop.mot.health()).actions).toMatchObject({ due: 0, claimed: 0, dead: 0 })
  })
  test.each([
    ['STORE_UNAVAILABLE', false],
    ['EVENT_INVALID', false],
    ['EVENT_CONFLICT', true],
    ['CUSTOMER_ERASED', true],
  ])('a relay that is answered %s was done: %s', async (code, isDone) => {
    const engine = {
      ingestMany: async () => [ok({}), err(new MotError(code, code))],
      journey: async () => ok({ customer: ada }),
    }
    const data = { referralId: 'r', time: '2026-03-01T10:00:00.000Z', events: [] }
    const action = {
      kind: 'action',
      type: 'referral.relay',
      data,
      terms: {},
      customer: bea,
      subject: 'order/1',
      rule: '',
    } as const
    const relayed = relayEvents(engine, action, { tenant: 'default' })
    await (isDone ? expect(relayed).resolves.toBeUndefined() : expect(relayed).rejects.toMatchObject({ code }))
  })
  test('tenants share nothing: a code of one is a code that nobody has in the other', async () => {
    const shop = await referral()
    const code = await shop.code()
    const event = { source: 'shop', time: shop.now(), customer: { id: 'cleo' }, tenant: 'other' }
    const answers = await shop.mot.ingestMany([
      { ...event, id: '1', type: 'visit.started', data: { referredBy: code } },
      { ...event, id: '2', type: 'order.placed', data: { orderId: '1', total: eur(5_000) } },
      { ...event, id: '3', type: 'shipment.delivered', data: { orderId: '1' } },
    ])
    expect(answers.every(({ ok }) => ok)).toBe(true)
    await shop.after(14)
    expect(given(shop)).toEqual(['reward.give ada ten-off', 'reward.give bea free-mug'])
  })
})

describe('an order that does not stand', () => {
  const falls: readonly (readonly [string, string, object])[] = [
    ['canceled', 'order.canceled', { orderId: '1' }],
    ['sent back', 'return.requested', { orderId: '1', returnId: 't' }],
    ['refunded below the minimum', 'order.refunded', { orderId: '1', refundId: 'r', amount: eur(2_001) }],
  ]
  const minimum = { EUR: 3_000 }
  test.each(falls)('%s before the window ends: nothing is reported', async (_, type, data) => {
    const shop = await referral({ minimum })
    await shop.after(13)
    await shop.tell(bea, type, data)
    await shop.after(30)
    expect(await shop.facts(ada)).toEqual([])
    expect(shop.done).toEqual([])
  })
  test('a refund that leaves the minimum changes nothing', async () => {
    const shop = await referral({ minimum })
    await shop.tell(bea, 'order.refunded', { orderId: '1', refundId: 'r', amount: eur(2_000) })
    await shop.after(14)
    expect(await shop.facts(ada)).toEqual(['approved', 'made', 'reported'])
  })
  test.each([
    [2_999, 'EUR', []],
    [3_000, 'EUR', ['approved', 'made', 'reported']],
    [9_000, 'USD', []],
  ])('%i %s with a minimum in EUR', async (amount, currency, facts) => {
    const shop = open({ minimum })
    await shop.arrive(bea, await shop.code())
    await shop.tell(bea, 'order.placed', { orderId: '1', total: { amount, currency } })
    await shop.tell(bea, 'shipment.delivered', { orderId: '1' })
    await shop.after(14)
    expect(await shop.facts(ada)).toEqual(facts)
  })
  test.each(falls)('%s after the approval: what was given stays', async (_, type, data) => {
    const shop = await referral({ minimum })
    await shop.after(14)
    await shop.tell(bea, type, data)
    await shop.after(1)
    expect(await shop.facts(ada)).toEqual(['approved', 'made', 'reported', 'undone'])
    expect(given(shop)).toHaveLength(2)
    expect(await shop.points(ada)).toBe(500)
  })
  test.each(falls)('%s after the approval, with takeBack: all of it is taken back', async (_, type, data) => {
    const shop = await referral({ minimum, takeBack: true })
    await shop.after(14)
    await shop.tell(bea, type, data)
    await shop.after(1)
    expect(await shop.facts(ada)).toEqual(['approved', 'made', 'reported', 'revoked', 'undone'])
    expect(await shop.facts(bea)).toEqual(['claimed', 'confirmed', 'retracted'])
    expect(given(shop).slice(2)).toEqual(['referral.take-back ada ten-off', 'referral.take-back bea free-mug'])
    expect([await shop.points(ada), await shop.points(bea)]).toEqual([0, 0])
  })
  test('while it is held: it is rejected by itself', async () => {
    const shop = await referral({}, async ({ know }) => {
      await know(ada, { device: 'd' })
      await know(bea, { device: 'd' })
    })
    await shop.after(14)
    await shop.tell(bea, 'order.canceled', { orderId: '1' })
    await shop.after(1)
    expect(await shop.facts(ada)).toEqual(['held', 'rejected', 'reported', 'undone'])
    expect(await shop.held()).toEqual([])
  })
  test('half a year later, when the order was closed: it is found', async () => {
    const shop = await referral({ takeBack: true })
    await shop.after(14)
    await shop.after(200)
    await shop.tell(bea, 'order.refunded', { orderId: '1', refundId: 'r', amount: eur(5_000) })
    await shop.after(1)
    expect(await shop.facts(ada)).toContain('revoked')
    expect([await shop.points(ada), await shop.points(bea)]).toEqual([0, 0])
  })
})

describe('signals', () => {
  const address = { line1: 'Müllerstraße 12', postalCode: '13353', city: 'Berlin', country: 'DE' }
  const signals: readonly (readonly [string, Traits, Traits])[] = [
    ['same-email', { email: 'Ada.Lovelace@gmail.com' }, { email: 'adalovelace+friend@googlemail.com' }],
    ['same-address', { address }, { address: { ...address, line1: 'MULLERSTR. 12', city: 'berlin ' } }],
    ['same-device', { device: 'phone-1' }, { device: 'phone-1' }],
    ['same-ip', { ip: '2001:db8:0:1::7' }, { ip: '2001:DB8::1:0:0:0:9' }],
  ]
  test.each(signals)('%s: held, and nothing is given', async (signal, own, other) => {
    const shop = await referral({}, async ({ know }) => {
      await know(ada, own)
      await know(bea, other)
    })
    await shop.after(14)
    expect(await shop.facts(ada)).toEqual(['held', 'reported'])
    expect(await shop.held()).toMatchObject([{ signals: [signal], since: '2026-03-15T10:00:00.000Z' }])
    expect(given(shop)).toEqual(['referral.review ada'])
    expect(shop.done[0]?.data).toMatchObject({ signals: [signal] })
    const [held] = await shop.held()
    expect(await friendOf(shop.mot, held?.referralId ?? '')).toEqual({ ok: true, value: bea })
  })
  test('other people speak against nobody', async () => {
    const shop = await referral({}, async ({ know }) => {
      await know(ada, { email: 'ada@example.com', address, device: 'phone-1', ip: '192.0.2.1' })
      await know(bea, {
        email: 'ada@example.org',
        address: { ...address, line2: 'Apt 3' },
        device: 'p',
        ip: '192.0.2.2',
      })
    })
    await shop.after(14)
    expect(await shop.facts(ada)).toEqual(['approved', 'made', 'reported'])
  })
  test('self: by the code of her own', async () => {
    const shop = open()
    await shop.arrive(ada, await shop.code())
    await shop.order(ada, '1')
    await shop.after(14)
    expect(await shop.held()).toMatchObject([{ signals: ['self'] }])
    await shop.after(400)
    await shop.know(ada, { device: 'new' })
    expect(await shop.held()).toHaveLength(1)
  })
  test('self: under another account that is merged while it is held, or before', async () => {
    const early = await referral()
    await early.after(13)
    await early.tell(ada, 'customer.merged', { mergedId: 'bea' })
    await early.after(1)
    expect(await early.held()).toMatchObject([{ signals: ['self'] }])

    const late = await referral({ velocity: { most: 1 } }, async ({ know }) => {
      await know(ada, { device: 'd' })
      await know(bea, { device: 'd' })
    })
    await late.after(14)
    await late.tell(ada, 'customer.merged', { mergedId: 'bea' })
    await late.after(1)
    expect(await late.held()).toMatchObject([{ signals: ['same-device', 'self'] }])
  })
  test('self: whoever approved it knowing so meant it', async () => {
    const shop = open({ takeBack: true })
    await shop.arrive(ada, await shop.code())
    await shop.order(ada, '1')
    await shop.after(14)
    const [held] = await shop.held()
    await shop.mot.referrals.approve({ customer: ada, referralId: held?.referralId ?? '', actor: 'grace' })
    await shop.after(1)
    expect(await shop.facts(ada)).toEqual(['approved', 'claimed', 'confirmed', 'held', 'made', 'reported'])
  })
  test('self: merged after the approval, it is revoked where rewards are taken back, and looked at where not', async () => {
    for (const takeBack of [true, false]) {
      const shop = await referral({ takeBack })
      await shop.after(14)
      await shop.after(100)
      await shop.tell(ada, 'customer.merged', { mergedId: 'bea' })
      await shop.after(1)
      expect((await shop.facts(ada)).includes('revoked')).toBe(takeBack)
      expect((await shop.facts(ada)).includes('held')).toBe(!takeBack)
      expect(given(shop).slice(2)).toEqual(
        takeBack ? ['referral.take-back ada ten-off', 'referral.take-back ada free-mug'] : ['referral.review ada'],
      )
    }
  })
  test('twin: two friends of one device', async () => {
    const shop = open()
    const code = await shop.code()
    for (const n of [1, 2, 3]) {
      const friend = { id: `f${n}` }
      await shop.know(friend, { device: n === 3 ? 'phone-3' : 'phone-1' })
      await shop.arrive(friend, code)
      await shop.order(friend, `${n}`)
      await shop.after(1)
    }
    await shop.after(14)
    expect((await shop.facts(ada)).filter((type) => type === 'approved')).toHaveLength(2)
    expect(await shop.held()).toMatchObject([{ signals: ['twin-device'] }])
  })
  test('velocity: more than so many in a week', async () => {
    const shop = open({ velocity: { most: 2, days: 7 } })
    const code = await shop.code()
    for (const n of [1, 2, 3]) {
      await shop.arrive({ id: `f${n}` }, code)
      await shop.order({ id: `f${n}` }, `${n}`)
      await shop.after(3)
    }
    await shop.after(10)
    expect((await shop.facts(ada)).filter((type) => type === 'approved')).toHaveLength(2)
    await shop.after(5)
    expect(await shop.held()).toMatchObject([{ signals: ['velocity'] }])
    await shop.arrive({ id: 'f4' }, code)
    await shop.order({ id: 'f4' }, '4')
    await shop.after(14)
    expect((await shop.facts(ada)).filter((type) => type === 'approved')).toHaveLength(3)
  })
  test('not-new: she had ordered before', async () => {
    const shop = open()
    await shop.order(bea, '0')
    await shop.after(1)
    await shop.arrive(bea, await shop.code())
    await shop.order(bea, '1')
    await shop.after(14)
    expect(await shop.held()).toMatchObject([{ signals: ['not-new'] }])
    expect(await shop.facts(bea)).toEqual(['claimed'])
  })
})

describe('review', () => {
  async function heldShop(options: Partial<ReferralOptions> = {}) {
    const shop = await referral(options, async ({ know }) => {
      await know(ada, { device: 'd' })
      await know(bea, { device: 'd' })
    })
    await shop.after(14)
    const [held] = await shop.held()
    return { shop, referralId: held?.referralId ?? '' }
  }
  const actor = 'grace'

  test('approve: both are rewarded, and the fact says who decided and why', async () => {
    const { shop, referralId } = await heldShop()
    const answer = await shop.mot.referrals.approve({ customer: ada, referralId, actor, reason: 'two sisters' })
    expect(answer).toEqual({ ok: true, value: { referralId } })
    await shop.after(1)
    expect(await shop.held()).toEqual([])
    expect(given(shop).slice(1)).toEqual(['reward.give ada ten-off', 'reward.give bea free-mug'])
    const kept = await shop.mot.export(ada)
    const fact = kept.ok && kept.value.events.find(({ type }) => type === 'referral.approved')
    expect(fact).toMatchObject({ data: { referralId, actor, reason: 'two sisters' } })
  })
  test('reject: nobody is rewarded', async () => {
    const { shop, referralId } = await heldShop()
    expect(codeOf(await shop.mot.referrals.reject({ customer: ada, referralId, actor }))).toBe('ok')
    await shop.after(1)
    expect(await shop.facts(ada)).toEqual(['held', 'rejected', 'reported'])
    expect(given(shop)).toEqual(['referral.review ada'])
  })
  test('once decided, it is decided; the same command again answers the same', async () => {
    const { shop, referralId } = await heldShop()
    const approve = { customer: ada, referralId, actor, commandId: 'click' }
    expect(codeOf(await shop.mot.referrals.approve(approve))).toBe('ok')
    expect(codeOf(await shop.mot.referrals.approve(approve))).toBe('ok')
    expect(codeOf(await shop.mot.referrals.approve({ customer: ada, referralId, actor }))).toBe('REFERRAL_DECIDED')
    expect(await shop.mot.referrals.reject({ customer: ada, referralId, actor })).toMatchObject({
      error: { code: 'REFERRAL_DECIDED', details: { path: 'referralId', verdict: 'approved' } },
    })
  })
  test('who decided is not asked any more', async () => {
    const shop = open()
    shop.isBusy = true
    await shop.arrive(ada, await shop.code())
    await shop.order(ada, '1')
    await shop.after(14)
    const [held] = await shop.held()
    await shop.mot.referrals.reject({ customer: ada, referralId: held?.referralId ?? '', actor })
    shop.isBusy = false
    await shop.after(1)
    expect(shop.done).toEqual([])
  })
  test('unknown: nothing is written', async () => {
    const { shop, referralId } = await heldShop()
    for (const command of ['approve', 'reject', 'revoke'] as const) {
      expect(codeOf(await shop.mot.referrals[command]({ customer: ada, referralId: 'x', actor }))).toBe(
        'REFERRAL_UNKNOWN',
      )
      // The friend's own journey knows it too, and does not decide on it.
      expect(codeOf(await shop.mot.referrals[command]({ customer: bea, referralId, actor }))).toBe('REFERRAL_UNKNOWN')
    }
    expect(await shop.facts(ada)).toEqual(['held', 'reported'])
  })
  test('revoke: what somebody finds later is taken back, whatever the terms say', async () => {
    const { shop, referralId } = await heldShop()
    expect(codeOf(await shop.mot.referrals.revoke({ customer: ada, referralId, actor }))).toBe('REFERRAL_UNDECIDED')
    await shop.mot.referrals.approve({ customer: ada, referralId, actor })
    await shop.after(1)
    expect(codeOf(await shop.mot.referrals.revoke({ customer: ada, referralId, actor, reason: 'a ring' }))).toBe('ok')
    await shop.after(1)
    expect(given(shop).slice(3)).toEqual(['referral.take-back ada ten-off', 'referral.take-back bea free-mug'])
    expect([await shop.points(ada), await shop.points(bea)]).toEqual([0, 0])
    expect(codeOf(await shop.mot.referrals.revoke({ customer: ada, referralId, actor }))).toBe('REFERRAL_DECIDED')
  })
  test('what waits is found over all customers', async () => {
    const { shop, referralId } = await heldShop()
    const all = []
    for await (const held of everyHeldReferral(shop.mot.journeys())) all.push(held)
    expect(all).toEqual([expect.objectContaining({ customer: ada, referralId, signals: ['same-device'] })])
  })
})

describe('codes', () => {
  test('the same customer has the same one, and others have others', async () => {
    const shop = open()
    const code = await shop.code()
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/)
    await shop.after(1)
    expect(await shop.code()).toBe(code)
    expect(await shop.code(bea)).not.toBe(code)
    expect(await open({ secret: 'the secret of another' }).code()).not.toBe(code)
  })
  test('a code that somebody has is not given again: one is made anew, a chosen one is refused', async () => {
    const shop = open()
    const code = await open().code(bea)
    const taken = await shop.friends.issueCode(shop.mot, { customer: ada, time: shop.now(), code })
    expect(codeOf(taken)).toBe('ok')
    const other = await shop.code(bea)
    expect(other).not.toBe(code)
    expect(await shop.code(bea)).toBe(other)
    const again = await shop.friends.issueCode(shop.mot, { customer: bea, time: shop.now(), code: code.toLowerCase() })
    expect(codeOf(again)).toBe('REFERRAL_CODE_TAKEN')
    expect(codeOf(await shop.friends.issueCode(shop.mot, { customer: bea, time: shop.now(), code: 'a-1' }))).toBe(
      'REFERRAL_CODE_INVALID',
    )
  })
  test('two who ask for one code at once: one has it', async () => {
    const shop = open()
    const answers = await Promise.all(
      [ada, bea].map((customer) => shop.friends.issueCode(shop.mot, { customer, time: shop.now(), code: 'SPRING' })),
    )
    expect(answers.map(codeOf).sort()).toEqual(['REFERRAL_CODE_TAKEN', 'ok'])
  })
  test('written as people write: case, spaces and letters that look like digits do not count', async () => {
    const shop = open()
    await shop.friends.issueCode(shop.mot, { customer: ada, time: shop.now(), code: 'OLGA-10' })
    await shop.arrive(bea, ' 0lga io')
    await shop.order(bea, '1')
    await shop.after(14)
    expect(await shop.facts(ada)).toEqual(['approved', 'made', 'reported'])
  })
  test('a code that nobody has rewards nobody, and waits for its owner', async () => {
    const shop = open()
    await shop.arrive(bea, 'ADA-LATE')
    await shop.order(bea, '1')
    await shop.after(14)
    expect(shop.done).toEqual([])
    expect(await shop.facts(bea)).toEqual(['claimed'])
    expect(codeOf(await shop.friends.issueCode(shop.mot, { customer: ada, time: shop.now(), code: 'ADA-LATE' }))).toBe(
      'ok',
    )
    await shop.after(1)
    expect(await shop.facts(ada)).toEqual(['approved', 'made', 'reported'])
    expect(given(shop)).toEqual(['reward.give ada ten-off', 'reward.give bea free-mug'])
  })
})

describe('erasure', () => {
  test('of the friend before the report: nothing is told of her', async () => {
    const shop = await referral()
    await shop.mot.erase(bea)
    await shop.after(14)
    expect(await shop.facts(ada)).toEqual([])
  })
  test('of the friend while it is held: the advocate is judged all the same, and nobody is raised again', async () => {
    const shop = await referral({}, async ({ know }) => {
      await know(ada, { device: 'd' })
      await know(bea, { device: 'd' })
    })
    await shop.after(14)
    await shop.mot.erase(bea)
    const [held] = await shop.held()
    await shop.mot.referrals.approve({ customer: ada, referralId: held?.referralId ?? '', actor: 'grace' })
    await shop.after(1)
    expect(given(shop).slice(1)).toEqual(['reward.give ada ten-off'])
    expect((await shop.mot.health()).actions).toMatchObject({ due: 0, dead: 0 })
    expect(codeOf(await shop.mot.export(bea))).toBe('CUSTOMER_UNKNOWN')
    expect(await shop.store.customers('default', '', 10)).toEqual(['id:ada'])
  })
  test('of the advocate before the report: the friend loses nothing of her own, and the code is nobody’s', async () => {
    const shop = await referral()
    const code = await shop.code()
    await shop.mot.erase(ada)
    await shop.after(14)
    expect(shop.done).toEqual([])
    expect(await shop.facts(bea)).toEqual(['claimed'])
    expect((await shop.mot.health()).actions).toMatchObject({ due: 0, dead: 0 })
    expect(await shop.store.customers('default', '', 10)).toEqual(['id:bea'])
    expect(codeOf(await shop.friends.issueCode(shop.mot, { customer: bea, time: shop.now(), code }))).toBe(
      'REFERRAL_CODE_TAKEN',
    )
  })
})

test('an earn rule that names an event nobody defines is refused', () => {
  const earn = [{ kind: 'action', id: 'a', event: 'referral.approved', unless: 'x.y', points: 1 }] as const
  expect(() => loyalty({ earn: [...earn] })).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ path: 'earn.0.unless' }) }),
  )
})
test.each([
  ['secret', { secret: 'short' }],
  ['minimum.EUX', { minimum: { EUX: 1 } }],
  ['pending.days', { pending: { days: -1 } }],
  ['timeZone', { timeZone: 'Europe/Atlantis' }],
  ['velocity.most', { velocity: { most: 0 } }],
  ['rewards.friend.reward', { rewards: { friend: { reward: '' } } }],
  ['reward', { reward: 'x' }],
])('terms that cannot be run are refused with the path %s', (path, wrong) => {
  let thrown: unknown
  try {
    referrals({ secret, ...(wrong as object) })
  } catch (error) {
    thrown = error
  }
  expect(thrown).toMatchObject({ code: 'PROGRAMME_INVALID', details: { path, expected: expect.stringMatching(/\w/) } })
})
