// The module in a running shop: the engine is there, takes events, sends messages, and stops with the shop.
import { randomUUID } from 'node:crypto'
import { Modules } from '@medusajs/framework/utils'
import type { MotService } from '../src'
import { handlersOf } from '../src/handlers'
import { eventually } from './support/eventually'
import { withShop } from './support/shop-app'

const at = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString()

withShop(({ getContainer }) => {
  const mot = () => getContainer().resolve<MotService>('mot')
  const newCustomer = (about: object) =>
    getContainer()
      .resolve(Modules.CUSTOMER)
      .createCustomers({ first_name: 'Ada', ...about })
  const placed = (customer: string, orderId: string) => ({
    id: randomUUID(),
    source: 'test',
    type: 'order.placed' as const,
    time: at(10),
    customer: { id: customer },
    data: { orderId, total: { amount: 4_200, currency: 'EUR' } },
  })
  const shipped = (customer: string, orderId: string) => ({
    id: randomUUID(),
    source: 'test',
    type: 'shipment.created' as const,
    time: at(5),
    customer: { id: customer },
    data: { orderId, shipmentId: `parcel of ${orderId}` },
  })

  it('offers the engine and the options by dependency injection', () => {
    expect(mot().options.templates).toEqual({ 'order-dispatched': 'on-its-way' })
    expect(mot().parts.loyalty?.programme.earn).toMatchObject([{ id: 'spend' }])
  })

  it('opens a moment for an event', async () => {
    const customer = { id: `cus_${randomUUID()}` }
    const opened: string[] = []
    const off = mot().engine.on('moment.smot.purchase', ({ subject, polarity }) =>
      opened.push(`${subject} ${polarity}`),
    )
    const taken = await mot().engine.ingest(placed(customer.id, 'order_1'))
    off()
    expect(taken).toMatchObject({ ok: true })
    expect(opened).toEqual(['order/order_1 positive'])
    const journey = await mot().engine.journey(customer)
    expect(journey).toMatchObject({ ok: true, value: { stage: 'first_time_customer' } })
  })

  it('sends a message once under its key, also when it is tried twice', async () => {
    const customer = await newCustomer({ email: 'ada@example.com' })
    const { engine } = mot()
    await engine.ingestMany([placed(customer.id, 'order_2'), shipped(customer.id, 'order_2')])
    // It is on record before the provider has taken it.
    const first = await eventually(async () =>
      (await notificationsTo('ada@example.com')).filter(({ status }) => status === 'success'),
    )
    expect(first).toMatchObject([
      {
        channel: 'email',
        template: 'on-its-way',
        data: { orderId: 'order_2' },
        receiver_id: customer.id,
        resource_type: 'order',
        resource_id: 'order_2',
        status: 'success',
      },
    ])
    await db().raw("update motkit.action set state = 'due', at = now() where customer = ?", [`id:${customer.id}`])
    const [again] = await eventually(() =>
      actionsOf(customer.id).then((actions) =>
        actions.filter(({ state, attempts }) => state === 'done' && attempts > 1),
      ),
    )
    expect(again).toMatchObject({ type: 'message.send', attempts: 2 })
    expect(await notificationsTo('ada@example.com')).toHaveLength(1)
  })

  it('skips a message on a channel that the shop has no provider for', async () => {
    const customer = await newCustomer({ email: 'eve@example.com', phone: '+49301' })
    const send = handlersOf(getContainer(), {})['message.send'] as (action: object, context: object) => Promise<unknown>
    const about = { kind: 'action', type: 'message.send', rule: 'test', subject: 'order/order_3', terms: {} }
    const sms = { ...about, customer: { id: customer.id }, data: { template: 'hello', channel: 'sms' } }
    expect(await send(sms, { idempotencyKey: 'sms-1' })).toBe('skipped')
    const nobody = { ...about, customer: { anonymousId: 'a1' }, data: { template: 'hello' } }
    expect(await send(nobody, { idempotencyKey: 'mail-1' })).toBe('skipped')
    const mail = { ...about, customer: { id: customer.id }, data: { template: 'hello' } }
    expect(await send(mail, { idempotencyKey: 'mail-2' })).toBe('sent')
    expect(await notificationsTo('eve@example.com')).toMatchObject([{ template: 'hello', status: 'success' }])
  })

  it('reaches a customer by the address that they have on a channel', async () => {
    const [eve, bob] = [await newCustomer({ email: 'eve@example.org', phone: '+49302' }), await newCustomer({})]
    const send = handlersOf(getContainer(), {})['message.send'] as (action: object, context: object) => Promise<unknown>
    const tell = ({ id }: { id: string }, channel: string) => {
      const data = { template: 'hello', channel }
      const action = { kind: 'action', type: 'message.send', rule: 'test', subject: 'order/order_4', terms: {} }
      return send({ ...action, customer: { id }, data }, { idempotencyKey: `${channel} ${id}` })
    }
    for (const [channel, to] of [
      ['whatsapp', '+49302'],
      ['push', eve.id],
    ] as const) {
      expect(await tell(eve, channel)).toBe('sent')
      expect(await notificationsTo(to)).toMatchObject([{ channel, receiver_id: eve.id, status: 'success' }])
    }
    expect([await tell(bob, 'email'), await tell(bob, 'whatsapp')]).toEqual(['skipped', 'skipped'])
  })

  const notificationsTo = (to: string) =>
    getContainer()
      .resolve(Modules.NOTIFICATION)
      .listNotifications({ to } as object)
  const db = () => getContainer().resolve('__pg_connection__')
  const actionsOf = async (customer: string): Promise<{ type: string; state: string; attempts: number }[]> =>
    (await db().raw('select * from motkit.action where customer = ?', [`id:${customer}`])).rows
})
