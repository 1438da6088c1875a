// The admin API over HTTP: what it shows, what it changes, and a programme that is saved and runs at once.
import { randomUUID } from 'node:crypto'
import { Modules } from '@medusajs/framework/utils'
import { defineEvent, MotError } from '@motkit/core'
import * as z from 'zod'
import { MotService } from '../src/modules/mot/service'
import type { MotPluginOptions } from '../src/options'
import { adminToken } from './support/admin'
import { eventually } from './support/eventually'
import { withShop } from './support/shop-app'

/** What the shop's mailer does: it sends, waits, or is down. */
let mailer: () => Promise<void> = async () => undefined
const sent: string[] = []
const options: MotPluginOptions = {
  programme: {
    from: 'placed',
    earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 1 } }],
    events: [defineEvent('bell.rung', z.object({}))],
  },
  delivery: {},
  reviews: {},
  handlers: {
    'message.send': async (_, { idempotencyKey }) => {
      await mailer()
      sent.push(idempotencyKey)
    },
  },
  erasureKey: 'a key that only the tests know',
}
Reflect.set(globalThis, 'motOptions', options)
afterAll(() => {
  Reflect.deleteProperty(globalThis, 'motOptions')
})

const DAY = 86_400_000
const daysAgo = (days: number): string => new Date(Date.now() - days * DAY - 60_000).toISOString()
/** The Monday before an instant, or on its day: by the calendar's own count of days. */
const mondayOf = (at: string): string => {
  const day = new Date(`${at.slice(0, 10)}T00:00:00Z`)
  while (day.getUTCDay() !== 1) day.setTime(day.getTime() - DAY)
  return day.toISOString().slice(0, 10)
}

withShop(({ getContainer, api: http }) => {
  const mot = () => getContainer().resolve<MotService>('mot')
  let token = ''
  let userId = ''
  beforeEach(async () => {
    mailer = async () => undefined
    sent.length = 0
    token = await adminToken(getContainer())
    const [user] = await getContainer().resolve(Modules.USER).listUsers({ email: 'admin@example.com' })
    userId = user?.id ?? ''
    await mot().programmes.refresh() // the database is as it was before the last test
  })
  const call = async (method: string, url: string, data?: object) => {
    const { status, data: body } = await http.request({
      method,
      url: `/admin/mot${url}`,
      data,
      headers: { authorization: `Bearer ${token}` },
      validateStatus: () => true,
    })
    return { status, body }
  }
  const get = (url: string) => call('GET', url)
  const post = (url: string, body: object) => call('POST', url, body)
  const rows = async <T>(sql: string): Promise<T[]> => (await getContainer().resolve('__pg_connection__').raw(sql)).rows

  const happened = async (customer: object, type: string, data: object, time = daysAgo(0)) => {
    const [taken] = await mot().engine.ingestMany([{ id: randomUUID(), source: 'test', type, time, customer, data }])
    expect(taken).toMatchObject({ ok: true })
  }
  const placed = (id: string, orderId: string, amount: number, time?: string) =>
    happened({ id }, 'order.placed', { orderId, total: { amount, currency: 'EUR' } }, time)
  const shipped = (id: string, orderId: string) =>
    happened({ id }, 'shipment.created', { orderId, shipmentId: `parcel of ${orderId}` })
  const available = async (id: string) => (await get(`/customers/${id}`)).body.balances.main.available
  /** Another process of the shop. */
  async function another(own = options): Promise<{ readonly service: MotService; stop(): Promise<void> }> {
    const { DB_HOST, DB_PORT, DB_USERNAME, DB_PASSWORD } = process.env
    const [{ name } = { name: '' }] = await rows<{ name: string }>('select current_database() as name')
    const clientUrl = `postgres://${DB_USERNAME}:${DB_PASSWORD}@${DB_HOST}:${DB_PORT}/${name}`
    const logger = getContainer().resolve('logger')
    const service = new MotService({ logger }, { ...own, database: { clientUrl } }, {
      worker_mode: 'server',
    } as never)
    await service.__hooks.onApplicationStart?.()
    return {
      service,
      async stop() {
        await service.__hooks.onApplicationPrepareShutdown?.()
        await service.__hooks.onApplicationShutdown?.()
      },
    }
  }

  describe('the programme', () => {
    const double = { from: 'placed', earn: [{ kind: 'spend', id: 'spend', rate: 2 }] }

    it('is that of medusa-config until one is saved, which runs at once', async () => {
      const { events: _, ...config } = options.programme ?? {}
      expect(await get('/programme')).toEqual({ status: 200, body: { programme: config, from: 'config', revision: 0 } })
      await placed('cus_ada', 'o1', 4_200)
      expect(await available('cus_ada')).toBe(42)
      const heard: string[] = []
      const off = mot().engine.on('event', ({ type }) => heard.push(type))

      const programme = {
        ...double,
        earn: [...double.earn, { kind: 'action', id: 'bell', event: 'bell.rung', points: 5 }],
      }
      const saved = await post('/programme', { programme, basedOn: 0 })
      const answer = { programme, from: 'saved', revision: 1, savedAt: expect.any(String), savedBy: userId }
      expect(saved).toEqual({ status: 200, body: answer })
      expect(await get('/programme')).toEqual({ status: 200, body: answer })
      await placed('cus_ada', 'o2', 1_000)
      await happened({ id: 'cus_ada' }, 'bell.rung', {})
      expect(await available('cus_ada')).toBe(42 + 20 + 5)
      expect(heard.filter((type) => !type.startsWith('points.'))).toEqual(['order.placed', 'bell.rung'])
      off()
      await placed('cus_ada', 'o3', 1_000)
      expect(heard.filter((type) => type === 'order.placed')).toHaveLength(1)
    })

    it('is not saved over another that came before', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => post('/programme', { programme: double, basedOn: 0 })))
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
      expect(await post('/programme', { programme: double, basedOn: 7 })).toMatchObject({
        status: 409,
        body: {
          type: 'conflict',
          code: 'PROGRAMME_CHANGED',
          details: { path: 'basedOn', expected: '1', received: '7' },
        },
      })
      expect((await get('/programme')).body.revision).toBe(1)
      await post('/programme', { programme: { earn: [] }, basedOn: 1 }) // is none
      await post('/programme', { programme: {}, basedOn: 1 })
      expect(await rows('select revision, programme, saved_by from mot_programme order by 1')).toEqual([
        { revision: 1, programme: double, saved_by: userId },
        { revision: 2, programme: {}, saved_by: userId },
      ])
    })

    it('that can no longer run, as without its event, leaves that of medusa-config, and is in the log', async () => {
      const bell = { kind: 'action', id: 'bell', event: 'bell.rung', points: 5 }
      await post('/programme', { programme: { earn: [bell] }, basedOn: 0 })
      const { events: _, ...programme } = options.programme ?? {}
      const log = vi.spyOn(getContainer().resolve('logger'), 'error')
      const { service, stop } = await another({ ...options, programme })
      expect(service.parts.loyalty?.programme.earn).toMatchObject([{ id: 'spend' }])
      expect(log.mock.calls.flat().join()).toContain('earn.0.event')
      log.mockRestore()
      await stop()
    })

    it('is refused with its place', async () => {
      const more = { kind: 'spend', id: 'more', rate: { EUX: 1 } }
      const gong = { kind: 'action', id: 'gong', event: 'gong.rung', points: 1 }
      for (const [programme, path] of [
        [{ earn: [...double.earn, more] }, 'earn.1.rate.EUX'],
        [{ earn: [gong] }, 'earn.0.event'],
        [{ ...double, events: [] }, 'events'],
      ] as const) {
        const refused = { status: 400, body: { type: 'invalid_data', code: 'PROGRAMME_INVALID', details: { path } } }
        expect(await post('/programme', { programme, basedOn: 0 })).toMatchObject(refused)
        expect(await post('/programme/simulation', { programme })).toMatchObject(refused)
      }
      expect((await get('/programme')).body.revision).toBe(0)
    })

    it('runs in every process, and in those that start later', async () => {
      const early = await another()
      await post('/programme', { programme: double, basedOn: 0 })
      const late = await another()
      const version = mot().parts.loyalty?.programme.version
      expect(late.service.parts.loyalty?.programme.version).toBe(version)
      expect(early.service.parts.loyalty?.programme.version).not.toBe(version)
      await vi.waitFor(() => expect(early.service.parts.loyalty?.programme.version).toBe(version), 12_000)
      await Promise.all([early.stop(), late.stop()])
    })

    it('changes under way: what is being done ends once, and one loop goes on', async () => {
      let open = (): void => undefined
      const gate = new Promise<void>((resolve) => {
        open = resolve
      })
      let entered = 0
      mailer = () => {
        entered++
        return gate
      }
      await placed('cus_ada', 'o1', 1_000)
      await shipped('cus_ada', 'o1')
      await vi.waitFor(() => expect(entered).toBe(1), 5_000)
      expect(await post('/programme', { programme: double, basedOn: 0 })).toMatchObject({ status: 200 })
      const listening = () =>
        rows("select pid from pg_stat_activity where datname = current_database() and query = 'listen motkit'")
      await vi.waitFor(async () => expect(await listening()).toHaveLength(1), 5_000)
      open()
      const done = () => rows("select attempts from motkit.action where state = 'done'")
      expect(await eventually(done)).toEqual([{ attempts: 1 }])
      await placed('cus_bob', 'o2', 1_000)
      await shipped('cus_bob', 'o2')
      await vi.waitFor(() => expect(sent).toHaveLength(2), 5_000)
    })

    it('is tried on the past, and nothing is written', async () => {
      await placed('cus_ada', 'o1', 4_200)
      await placed('cus_bob', 'o2', 1_000)
      await placed('cus_bob', 'o3', 500)
      await happened({ anonymousId: 'a1' }, 'page.viewed', { url: '/' })
      const before = await rows('select count(*) from motkit.event')
      const total = { granted: 57, would: 114, difference: 57 }
      expect(await post('/programme/simulation', { programme: double })).toEqual({
        status: 200,
        body: {
          customers: 2,
          total,
          byRule: { spend: total },
          most: [
            { customerId: 'cus_ada', granted: 42, would: 84, difference: 42 },
            { customerId: 'cus_bob', granted: 15, would: 30, difference: 15 },
          ],
        },
      })
      expect((await post('/programme/simulation', { programme: double, customers: 1 })).body.customers).toBe(1)
      expect(await rows('select count(*) from motkit.event')).toEqual(before)
      expect((await get('/programme')).body.revision).toBe(0)
    })
  })

  it('lists dead actions, tries them again, and drops them', async () => {
    mailer = async () => {
      throw new MotError('MAILER_DOWN', 'the mailer is down')
    }
    for (const [id, orderId] of [
      ['cus_ada', 'o1'],
      ['cus_bob', 'o2'],
    ] as const) {
      await placed(id, orderId, 1_000)
      await shipped(id, orderId)
    }
    await vi.waitFor(async () => expect((await get('/dead')).body.actions).toHaveLength(2), 5_000)
    const first = await get('/dead?limit=1')
    expect(first.body).toMatchObject({
      actions: [{ type: 'message.send', state: 'dead', error: { code: 'MAILER_DOWN', message: 'the mailer is down' } }],
      next: expect.any(String),
    })
    const second = await get(`/dead?limit=2&after=${encodeURIComponent(first.body.next)}`)
    expect(second.body).toEqual({ actions: [expect.not.objectContaining({ key: first.body.next })] })
    const [retried, dropped] = [first.body.next, second.body.actions[0].key]
    expect(await post('/dead/retry', { keys: ['none such'] })).toEqual({ status: 200, body: { retried: 0 } })

    mailer = async () => undefined
    expect(await post('/dead/retry', { keys: [retried] })).toEqual({ status: 200, body: { retried: 1 } })
    await vi.waitFor(() => expect(sent).toHaveLength(1), 5_000)
    expect(await post('/dead/drop', { keys: [dropped] })).toEqual({ status: 200, body: { dropped: 1 } })
    expect((await get('/dead')).body).toEqual({ actions: [] })
    expect(sent).toHaveLength(1)
  })

  it('gives and takes points by hand, once for an id', async () => {
    const ada = await getContainer().resolve(Modules.CUSTOMER).createCustomers({ email: 'ada@example.com' })
    const bob = await getContainer().resolve(Modules.CUSTOMER).createCustomers({ email: 'bob@example.com' })
    const adjust = async (id: string, body: object) => {
      const answer = await post(`/customers/${id}/adjustments`, { reason: 'a lost parcel', ...body })
      return [answer.status, answer.body.code ?? answer.body.balances.main.available]
    }
    expect(await adjust(ada.id, { id: 'a1', points: 100 })).toEqual([200, 100])
    expect(await adjust(ada.id, { id: 'a1', points: 100 })).toEqual([200, 100])
    expect(await adjust(bob.id, { id: 'a1', points: 70 })).toEqual([200, 70])
    expect(await adjust(ada.id, { id: 'a1', points: 99 })).toEqual([422, 'COMMAND_CONFLICT'])
    expect(await adjust(ada.id, { id: 'a2', points: -30 })).toEqual([200, 70])
    expect(await adjust(ada.id, { id: 'a3', points: -71 })).toEqual([409, 'POINTS_TOO_FEW'])
    expect(await adjust(ada.id, { id: 'a4', points: 0 })).toEqual([400, 'ADJUSTMENT_INVALID'])
    expect(await adjust(ada.id, { id: 'a5', points: 1, wallet: 'gems' })).toEqual([404, 'WALLET_UNKNOWN'])
    expect(await adjust('cus_nobody', { id: 'a1', points: 1 })).toEqual([404, 'CUSTOMER_UNKNOWN'])
    const { statement } = (await get(`/customers/${ada.id}`)).body
    expect(statement).toMatchObject([
      { what: 'adjusted', points: -30, why: 'a lost parcel', actor: userId, total: 70 },
      { what: 'adjusted', points: 100, why: 'a lost parcel', actor: userId, total: 100 },
    ])
  })

  it('shows a customer and an order, and why', async () => {
    await placed('cus_ada', 'o1', 4_200, daysAgo(3))
    await placed('cus_ada', 'o2', 1_000, daysAgo(2))
    await shipped('cus_ada', 'o2')
    await vi.waitFor(() => expect(sent).toHaveLength(1), 5_000)
    const message = { rule: 'delivery.tell', type: 'message.send', state: 'done', subject: 'order/o2' }
    await vi.waitFor(async () => {
      const { body } = await get('/customers/cus_ada')
      expect(body).toMatchObject({ stage: 'repeat_customer', balances: { main: { available: 52 } } })
      expect(body.statement).toMatchObject([
        { points: 10, total: 52 },
        { points: 42, total: 42 },
      ])
      expect(body.decisions).toContainEqual(expect.objectContaining(message))
      expect(body.moments.map(({ since }: { since: string }) => since)).toEqual(
        body.moments
          .map(({ since }: { since: string }) => since)
          .sort()
          .reverse(),
      )
    }, 5_000)
    const order = (await get('/orders/o2')).body
    expect(order).toMatchObject({ customerId: 'cus_ada', decisions: [message], reviews: [{ orderId: 'o2' }] })
    expect(order.moments.map(({ subject }: { subject: string }) => subject)).not.toContain('order/o1')
    expect((await get('/orders/o1')).body.decisions).toEqual([])
    const explained = (await get('/customers/cus_ada/explain')).body
    expect(explained.rules.map(({ rule }: { rule: string }) => rule)).toContain('delivery.tell')
    for (const [url, code] of [
      ['/customers/cus_nobody', 'CUSTOMER_UNKNOWN'],
      ['/customers/cus%00', 'CUSTOMER_UNKNOWN'],
      ['/customers/cus_nobody/explain', 'CUSTOMER_UNKNOWN'],
      ['/orders/o3', 'ORDER_UNKNOWN'],
      [`/orders/${'o'.repeat(201)}`, 'ORDER_UNKNOWN'],
    ])
      expect(await get(url as string), url).toMatchObject({ status: 404, body: { type: 'not_found', code } })
  })

  describe('the overview', () => {
    it('counts customers, moments and actions', async () => {
      expect((await get('/overview')).body).toEqual({ stages: [], moments: [], actions: [] })
      const [now, long] = [daysAgo(0), daysAgo(100)]
      await placed('cus_ada', 'o1', 4_200, now)
      await shipped('cus_ada', 'o1')
      await placed('cus_bob', 'o2', 1_000, now)
      await placed('cus_bob', 'o3', 500, long)
      await vi.waitFor(
        async () => expect(await rows("select 1 from motkit.action where state = 'done'")).toHaveLength(1),
        5_000,
      )
      await mot().overview.count()
      const { body } = await get('/overview?days=30')
      expect(Date.now() - Date.parse(body.countedAt)).toBeLessThan(60_000)
      expect(body.stages).toEqual([
        { stage: 'first_time_customer', customers: 1 },
        { stage: 'repeat_customer', customers: 1 },
      ])
      const week = mondayOf(now)
      expect(body.moments.filter(({ type }: { type: string }) => type !== 'umot')).toEqual([
        { week, type: 'amot', polarity: 'neutral', count: 2 },
        { week, type: 'smot.purchase', polarity: 'positive', count: 2 },
      ])
      expect(body.actions).toContainEqual({ rule: 'delivery.tell', type: 'message.send', state: 'done', count: 1 })
      expect(body.liability).toMatchObject({ customers: 2, wallets: { main: { available: 42 + 15 } } })
      const longer = (await get('/overview?days=200')).body
      expect(longer.moments).toContainEqual({
        week: mondayOf(long),
        type: 'smot.purchase',
        polarity: 'positive',
        count: 1,
      })
    })

    it('counts again who has changed, and them alone', async () => {
      await placed('cus_ada', 'o1', 1_000)
      await placed('cus_bob', 'o2', 1_000)
      await mot().overview.count()
      const explain = vi.spyOn(mot().engine, 'explain')
      await mot().overview.count()
      expect(explain).not.toHaveBeenCalled()
      await placed('cus_bob', 'o3', 1_000)
      await mot().overview.count()
      expect(explain.mock.calls).toEqual([[{ id: 'cus_bob' }]])
      explain.mockRestore()
      expect((await get('/overview')).body.stages).toEqual([
        { stage: 'first_time_customer', customers: 1 },
        { stage: 'repeat_customer', customers: 1 },
      ])
    })

    it('counts what is owed once a day, and when the programme is another', async () => {
      await placed('cus_ada', 'o1', 1_000)
      await mot().overview.count()
      const liability = async () => (await get('/overview')).body.liability
      const first = await liability()
      await placed('cus_ada', 'o2', 1_000)
      await mot().overview.count()
      expect(await liability()).toEqual(first)
      await post('/programme', {
        programme: { from: 'placed', earn: [{ kind: 'spend', id: 'spend', rate: 2 }] },
        basedOn: 0,
      })
      await mot().overview.count()
      expect(await liability()).toMatchObject({ wallets: { main: { available: 20 } } })
    })

    it('shares the work among processes', async () => {
      for (let i = 0; i < 120; i++) await placed(`cus_${i}`, `o${i}`, 1_000)
      const other = await another()
      const spies = [mot().engine, other.service.engine].map((engine) => vi.spyOn(engine, 'explain'))
      await Promise.all([mot().overview.count(), other.service.overview.count()])
      expect(spies.reduce((sum, { mock }) => sum + mock.calls.length, 0)).toBe(120)
      for (const { mock } of spies) expect(mock.calls.length).toBeGreaterThan(0)
      for (const spy of spies) spy.mockRestore()
      await mot().overview.count()
      expect((await get('/overview')).body.stages).toEqual([{ stage: 'first_time_customer', customers: 120 }])
      await other.stop()
    })

    it('keeps nothing of who was erased, or became another', async () => {
      await placed('cus_ada', 'o1', 1_000)
      await placed('cus_bob', 'o2', 1_000)
      await happened({ anonymousId: 'a1' }, 'page.viewed', { url: '/' })
      await mot().overview.count()
      const counted = () => rows('select customer from mot_report order by 1')
      expect(await counted()).toEqual([
        { customer: 'anonymous:a1' },
        { customer: 'id:cus_ada' },
        { customer: 'id:cus_bob' },
      ])
      await placed('cus_bob', 'o3', 1_000)
      await rows("insert into mot_report_due (customer) values ('id:cus_bob')")
      expect(await mot().engine.erase({ id: 'cus_bob' })).toMatchObject({ ok: true })
      expect(await counted()).toEqual([{ customer: 'anonymous:a1' }, { customer: 'id:cus_ada' }])
      expect(await rows('select customer from mot_report_due')).toEqual([])
      await happened({ id: 'cus_ada' }, 'customer.identified', { anonymousId: 'a1' })
      await mot().overview.count()
      expect(await counted()).toEqual([{ customer: 'id:cus_ada' }])
      expect((await get('/overview')).body.stages).toEqual([{ stage: 'first_time_customer', customers: 1 }])
    })
  })
})
