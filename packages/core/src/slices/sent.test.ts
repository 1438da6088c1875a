import { expect, it } from 'vitest'
import type { Envelope } from '../event.ts'
import { decisionSettled, type Sent, sent, TAIL } from './sent.ts'

/** How an action about a subject was done, at a minute, as one customer's journey recorded it. */
const done = (minute: number, subject: string, name: string, customer: string) =>
  ({
    id: `default/thanks/${subject}/${name} ${customer}@x+1/settled/thanks/${subject}/${name}`,
    source: 'motkit',
    type: decisionSettled.type,
    time: new Date(Date.UTC(2026, 2, 1, 12, minute)).toISOString(),
    tenant: 'default',
    customer: { id: 'ada' },
    data: { rule: 'thanks', subject, name, action: 'message.send', outcome: 'done', due: '', cause: '' },
  }) as Envelope
const foldAll = (facts: readonly Envelope[]): readonly Sent[] =>
  facts.reduce<readonly Sent[]>(
    (tail, fact) => sent.fold['decision.settled']?.(tail as never, fact as never, '') as never,
    [],
  )
const told = (tail: readonly Sent[]) => tail.map(({ at, subject }) => `${at.slice(14, 16)} ${subject}`)

it('counts what was done for two customers once, as it was done last, whichever fact comes first', () => {
  const facts = [
    done(1, 'order/1', 'a', 'id:ada'),
    done(3, 'order/1', 'a', 'anonymous:x'),
    done(2, 'order/2', 'a', 'x'),
  ]
  for (const order of [facts, facts.toReversed()]) expect(told(foldAll(order))).toEqual(['02 order/2', '03 order/1'])
})
it('counts what has another name, and what is unique to a customer, each for itself', () => {
  const facts = [
    done(1, 'order/1', 'a', 'id:ada'),
    done(2, 'order/1', 'b', 'id:ada'),
    done(3, 'customer', 'a', 'id:ada'),
    done(4, 'customer', 'a', 'anonymous:x'),
    done(5, 'visit/-/1', 'a', 'id:ada'),
    done(6, 'visit/-/1', 'a', 'anonymous:x'),
  ]
  expect(foldAll(facts)).toHaveLength(6)
})
it('remembers the same of very many, whichever fact comes first', () => {
  const facts = Array.from({ length: 2 * TAIL }, (_, i) => done(i, `order/${i % (TAIL + 3)}`, '', `id:${i}`))
  // Of 28 orders, the first 22 were done again: the latest of all are 25 to 49, and the orders 22 to 24 are too old.
  const latest = Array.from({ length: TAIL }, (_, i) => `${i + TAIL} order/${(i + TAIL) % (TAIL + 3)}`)
  for (const order of [facts, facts.toReversed()]) expect(told(foldAll(order))).toEqual(latest)
})
