import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { sendMessage } from '../actions.ts'
import { virtualClock } from '../clock.ts'
import { createMot } from '../engine.ts'
import { defineEvent } from '../event.ts'
import type { AnyGuard } from '../guard.ts'
import { bucket } from '../ids.ts'
import { memoryStore } from '../memory-store.ts'
import { definePlugin } from '../plugin.ts'
import { defineRule } from '../rule.ts'
import { consent } from './consent.ts'
import { holdout } from './holdout.ts'
import { frequencyCap, messageBudget } from './limits.ts'
import { quietHours } from './quiet-hours.ts'

const asked = defineEvent(
  'message.asked',
  z.object({
    name: z.string(),
    subject: z.string(),
    topic: z.string().optional(),
    purpose: z.enum(['transactional', 'marketing']).optional(),
  }),
  {
    subject: ({ subject }) => `${subject}`,
  },
)
const say = definePlugin({
  id: 'say',
  events: [asked],
  rules: [
    defineRule({
      id: 'say',
      on: asked,
      may: [sendMessage],
      decide: ({ event }) => [
        sendMessage(
          {
            template: event.data.name,
            ...(event.data.topic && { topic: event.data.topic }),
            ...(event.data.purpose && { purpose: event.data.purpose }),
          },
          { name: event.data.name },
        ),
      ],
    }),
  ],
})

/** A host that writes down when what went out. */
function host(guards: readonly AnyGuard[], start: string, timeZone = 'UTC') {
  const clock = virtualClock(start)
  const out: string[] = []
  const held: string[] = []
  const mot = createMot({
    store: memoryStore(),
    clock,
    guards,
    plugins: [say],
    settings: { timeZone },
    handlers: {
      'message.send': async (action) => {
        out.push(`${new Date(clock.now()).toISOString()} ${action.data.template}`)
      },
    },
  })
  mot.on('decision', ({ state, decision, judgement }) => {
    if (state === 'deferred' || state === 'suppressed' || state === 'held-out')
      held.push(`${decision.name} ${state} ${judgement?.reason}${state === 'deferred' ? ` ${judgement?.until}` : ''}`)
  })
  let n = 0
  const until = async (instant: string) => {
    for (
      let next = (await mot.catchUp()).next;
      next !== undefined && next <= instant;
      next = (await mot.catchUp()).next
    )
      clock.set(next)
    clock.set(instant)
    await mot.catchUp()
  }
  return {
    out,
    held,
    until,
    async tell(type: string, data: Record<string, unknown>, customer: object = { id: 'c1' }) {
      const [answer] = await mot.ingestMany([
        { id: `${n++}`, source: 'test', type, time: new Date(clock.now()).toISOString(), customer, data },
      ])
      if (!answer?.ok) throw answer?.error
      await mot.catchUp()
    },
    ask: (name: string, more: Record<string, unknown> = {}) => ({ name, subject: 'order/1', ...more }),
  }
}

describe('quiet hours', () => {
  it.each([
    // [where, asked at (UTC), sent at (UTC)]
    ['UTC', '2026-03-01T12:00:00.000Z', '2026-03-01T12:00:00.000Z'],
    ['UTC', '2026-03-01T21:00:00.000Z', '2026-03-02T08:00:00.000Z'],
    ['UTC', '2026-03-01T07:59:59.000Z', '2026-03-01T08:00:00.000Z'],
    ['UTC', '2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00.000Z'],
    ['Asia/Tokyo', '2026-03-01T12:00:00.000Z', '2026-03-01T23:00:00.000Z'], // 21:00 there
    ['America/New_York', '2026-03-01T12:00:00.000Z', '2026-03-01T13:00:00.000Z'], // 07:00 there
    // The night of 28 to 29 March 2026 is an hour shorter in Berlin, that of 24 to 25 October an hour longer.
    ['Europe/Berlin', '2026-03-28T21:00:00.000Z', '2026-03-29T06:00:00.000Z'],
    ['Europe/Berlin', '2026-10-24T21:00:00.000Z', '2026-10-25T07:00:00.000Z'],
  ])('%s: asked at %s, sent at %s', async (timeZone, at, sentAt) => {
    const { ask, tell, until, out } = host([quietHours({ from: '21:00', to: '08:00' })], at)
    await tell('customer.updated', { timeZone })
    await tell('message.asked', ask('hello'))
    await until('2026-12-01T00:00:00.000Z')
    expect(out).toEqual([`${sentAt} hello`])
  })
  it('without a zone of the customer, the shop’s counts', async () => {
    const { ask, tell, held } = host(
      [quietHours({ from: '21:00', to: '08:00' })],
      '2026-03-01T12:00:00.000Z',
      'Asia/Tokyo',
    )
    await tell('message.asked', ask('hello'))
    expect(held).toEqual(['hello deferred quiet-hours 2026-03-01T23:00:00.000Z'])
  })
  it('refuses a time of day that is none', () => {
    expect(() => quietHours({ from: '25:00', to: '08:00' })).toThrow(expect.objectContaining({ code: 'SETUP_INVALID' }))
  })
})

describe('consent', () => {
  it('lets transactional messages pass, and marketing only with consent for the channel; the latest word counts', async () => {
    const { ask, tell, out, held } = host([consent()], '2026-03-01T12:00:00.000Z')
    await tell('message.asked', ask('receipt'))
    await tell('message.asked', ask('offer 1', { purpose: 'marketing' }))
    await tell('consent.given', { channel: 'sms', purpose: 'marketing' })
    await tell('message.asked', ask('offer 2', { purpose: 'marketing' }))
    await tell('consent.given', { channel: 'email', purpose: 'marketing' })
    await tell('message.asked', ask('offer 3', { purpose: 'marketing' }))
    await tell('consent.withdrawn', { channel: 'email', purpose: 'marketing' })
    await tell('message.asked', ask('offer 4', { purpose: 'marketing' }))
    expect(out.map((line) => line.slice(25))).toEqual(['receipt', 'offer 3'])
    expect(held).toEqual(
      ['offer 1', 'offer 2', 'offer 4'].map((name) => `${name} suppressed no-consent-email-marketing`),
    )
  })
  it('is asked again when a deferred message comes due', async () => {
    const { ask, tell, until, out, held } = host(
      [consent(), quietHours({ from: '21:00', to: '08:00' })],
      '2026-03-01T22:00:00.000Z',
    )
    await tell('consent.given', { channel: 'email', purpose: 'marketing' })
    await tell('message.asked', ask('offer', { purpose: 'marketing' }))
    await until('2026-03-02T03:00:00.000Z')
    await tell('consent.withdrawn', { channel: 'email', purpose: 'marketing' })
    await until('2026-03-03T00:00:00.000Z')
    expect(out).toEqual([])
    expect(held.at(-1)).toBe('offer suppressed no-consent-email-marketing')
  })
})

describe('message budget', () => {
  it('counts a topic about one subject, and drops what is over', async () => {
    const { ask, tell, out, held } = host(
      [messageBudget({ max: 2, per: 'subject', topic: 'delivery' })],
      '2026-03-01T12:00:00.000Z',
    )
    for (const name of ['sent', 'out', 'arrived']) await tell('message.asked', ask(name, { topic: 'delivery' }))
    await tell('message.asked', ask('review', { topic: 'review' }))
    await tell('message.asked', ask('other order', { topic: 'delivery', subject: 'order/2' }))
    expect(out.map((line) => line.slice(25))).toEqual(['sent', 'out', 'review', 'other order'])
    expect(held).toEqual(['arrived suppressed message-budget'])
  })
  it('does not count another topic', async () => {
    const { ask, tell, out } = host(
      [messageBudget({ max: 1, per: 'subject', topic: 'delivery' })],
      '2026-03-01T12:00:00.000Z',
    )
    await tell('message.asked', ask('review', { topic: 'review' }))
    await tell('message.asked', ask('sent', { topic: 'delivery' }))
    expect(out.map((line) => line.slice(25))).toEqual(['review', 'sent'])
  })
  it('within a span defers, and does not drop', async () => {
    const { ask, tell, until, out, held } = host(
      [messageBudget({ max: 2, per: { days: 7 } })],
      '2026-03-01T12:00:00.000Z',
    )
    await tell('message.asked', ask('a one'))
    await until('2026-03-03T12:00:00.000Z')
    await tell('message.asked', ask('b two'))
    await tell('message.asked', ask('c three'))
    await tell('message.asked', ask('d four'))
    await until('2026-03-31T00:00:00.000Z')
    expect(out).toEqual([
      '2026-03-01T12:00:00.000Z a one',
      '2026-03-03T12:00:00.000Z b two',
      '2026-03-08T12:00:00.000Z c three',
      '2026-03-10T12:00:00.000Z d four',
    ])
    expect(held[0]).toBe('c three deferred message-budget 2026-03-08T12:00:00.000Z')
  })
})

describe('frequency cap', () => {
  it.each([
    ['an order counts once', 'order/1', ['hello', 'hello', 'more', 'other'], ['last deferred frequency-cap']],
    ['the customer counts twice', 'customer', ['hello', 'hello', 'more'], ['other deferred', 'last deferred']],
  ])('what was sent to two customers who are one, about %s', async (_, subject, sent, waiting) => {
    const cap = frequencyCap({ max: 3, per: { days: 7 }, purpose: 'all' })
    const { ask, tell, out, held } = host([cap], '2026-03-01T12:00:00.000Z')
    await tell('message.asked', ask('hello', { subject }), { anonymousId: 'a' })
    await tell('message.asked', ask('hello', { subject }))
    await tell('customer.identified', { anonymousId: 'a' })
    for (const name of ['more', 'other', 'last']) await tell('message.asked', ask(name, { subject: `order/${name}` }))
    expect(out.map((line) => line.split(' ')[1])).toEqual(sent)
    expect(held).toEqual(waiting.map((line) => expect.stringContaining(line)))
  })
  it('counts marketing only, and defers', async () => {
    const { ask, tell, until, out } = host([frequencyCap({ max: 1, per: { hours: 16 } })], '2026-03-01T12:00:00.000Z')
    await tell('message.asked', ask('receipt'))
    await tell('message.asked', ask('offer 1', { purpose: 'marketing' }))
    await tell('message.asked', ask('offer 2', { purpose: 'marketing' }))
    await tell('message.asked', ask('invoice'))
    await until('2026-03-05T00:00:00.000Z')
    expect(out).toEqual([
      '2026-03-01T12:00:00.000Z receipt',
      '2026-03-01T12:00:00.000Z offer 1',
      '2026-03-01T12:00:00.000Z invoice',
      '2026-03-02T04:00:00.000Z offer 2',
    ])
  })
})

describe('holdout', () => {
  it('keeps about its share of customers free of marketing, always the same ones, and nobody of the rest', async () => {
    const { ask, tell, out, held } = host([holdout({ share: 0.1, seed: 'spring' })], '2026-03-01T12:00:00.000Z')
    const inGroup = (id: string) => bucket('spring', `id:${id}`) < 0.1
    const ids = Array.from({ length: 400 }, (_, i) => `customer-${i}`)
    for (const id of ids) await tell('message.asked', ask(id, { purpose: 'marketing', subject: `order/${id}` }), { id })
    expect(held).toEqual(ids.filter(inGroup).map((id) => `${id} held-out control-group`))
    expect(out).toHaveLength(400 - held.length)
    // 400 draws at 0.1: mean 40, standard deviation 6; four of them either way
    expect(held.length).toBeGreaterThan(16)
    expect(held.length).toBeLessThan(64)
    await tell('message.asked', ask('receipt', { subject: 'order/receipt' }), { id: ids.find(inGroup) ?? '' })
    expect(out.at(-1)).toContain('receipt')
  })
})
