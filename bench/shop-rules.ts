/** One hundred rules of a shop, each twice: as motkit's rule, and as the predicate that a developer would write by hand. */
import { type AnyRule, defineRule, events, moments, orders, sendMessage, total } from '../packages/core/src/index.ts'
import type { Customer, Happened, Moment } from './hand-state.ts'
import { CATEGORIES, DEVICES, SOURCES } from './shop-events.ts'

export interface HandRule {
  readonly id: string
  /** The type of event, or of moment, that it is about. */
  readonly on: string
  /** Looks at more than its event, so that it is asked again when its subject changes. */
  readonly again?: true
  wants(of: Happened & Moment, customer: Customer): boolean
}
export interface Both {
  readonly rule: AnyRule
  readonly hand: HandRule
}
const placedBefore = (journey: { readonly slices: { readonly orders: typeof orders.initial } }): number =>
  total(journey.slices.orders, 'kept', (order) => orders.keyed?.share(order as never) ?? {})
const send = (template: string) => [sendMessage({ template, purpose: 'transactional' })]
const may = [sendMessage] as const

/** A look at a product of a category, dear enough, on a device. */
function looked(id: string, category: string, from: number, device: string): Both {
  return {
    rule: defineRule({
      id,
      on: events.productViewed,
      may,
      when: {
        category: ({ event }) => event.data.category === category,
        device: ({ event }) => event.data.device === device,
        price: ({ event }) => (event.data.price?.amount ?? 0) >= from,
        currency: ({ event }) => event.data.price?.currency === 'EUR',
      },
      decide: () => send(id),
    }),
    hand: {
      id,
      on: 'product.viewed',
      wants: ({ data }) =>
        data.category === category &&
        data.device === device &&
        (data.price?.amount ?? 0) >= from &&
        data.price?.currency === 'EUR',
    },
  }
}
/** Somebody who has bought before looks at something dear. */
function lookedAgain(id: string, from: number): Both {
  return {
    rule: defineRule({
      id,
      on: events.productViewed,
      may,
      reads: [orders],
      when: {
        price: ({ event }) => (event.data.price?.amount ?? 0) >= from,
        bought: ({ journey }) => placedBefore(journey) > 0,
      },
      decide: () => send(id),
    }),
    hand: {
      id,
      on: 'product.viewed',
      again: true,
      wants: ({ data }, customer) => (data.price?.amount ?? 0) >= from && customer.kept > 0,
    },
  }
}
function landed(id: string, source: string, device: string, campaign: string): Both {
  return {
    rule: defineRule({
      id,
      on: events.visitStarted,
      may,
      when: {
        source: ({ event }) => event.data.source === source,
        device: ({ event }) => event.data.device === device,
        campaign: ({ event }) => event.data.campaign === campaign,
      },
      decide: () => send(id),
    }),
    hand: {
      id,
      on: 'visit.started',
      wants: ({ data }) => data.source === source && data.device === device && data.campaign === campaign,
    },
  }
}
function added(id: string, category: string, from: number, quantity: number): Both {
  return {
    rule: defineRule({
      id,
      on: events.productAdded,
      may,
      when: {
        category: ({ event }) => event.data.category === category,
        quantity: ({ event }) => (event.data.quantity ?? 1) >= quantity,
        price: ({ event }) => (event.data.price?.amount ?? 0) >= from,
      },
      decide: () => send(id),
    }),
    hand: {
      id,
      on: 'product.added',
      wants: ({ data }) =>
        data.category === category && (data.quantity ?? 1) >= quantity && (data.price?.amount ?? 0) >= from,
    },
  }
}
function checkedOut(id: string, from: number, to: number): Both {
  return {
    rule: defineRule({
      id,
      on: events.checkoutStarted,
      may,
      when: {
        from: ({ event }) => (event.data.value?.amount ?? 0) >= from,
        to: ({ event }) => (event.data.value?.amount ?? 0) < to,
        phone: ({ event }) => event.data.device === 'mobile',
      },
      decide: () => send(id),
    }),
    hand: {
      id,
      on: 'checkout.started',
      wants: ({ data }) =>
        (data.value?.amount ?? 0) >= from && (data.value?.amount ?? 0) < to && data.device === 'mobile',
    },
  }
}
function purchase(id: string, reason: string, from: number, to: number): Both {
  return {
    rule: defineRule({
      id,
      on: moments.smotPurchase,
      may,
      when: {
        reason: ({ moment }) => moment.reason === reason,
        from: ({ moment }) => (moment.data.total?.amount ?? 0) >= from,
        to: ({ moment }) => (moment.data.total?.amount ?? 0) < to,
      },
      decide: () => send(id),
    }),
    hand: {
      id,
      on: 'smot.purchase',
      wants: ({ reason: why, total: sum }) => why === reason && (sum?.amount ?? 0) >= from && (sum?.amount ?? 0) < to,
    },
  }
}
function boughtAgain(id: string, from: number): Both {
  return {
    rule: defineRule({
      id,
      on: moments.smotPurchase,
      may,
      reads: [orders],
      when: {
        polarity: ({ moment }) => moment.polarity === 'positive',
        total: ({ moment }) => (moment.data.total?.amount ?? 0) >= from,
        again: ({ journey }) => placedBefore(journey) > 1,
      },
      decide: () => send(id),
    }),
    hand: {
      id,
      on: 'smot.purchase',
      wants: ({ polarity, total: sum }, customer) =>
        polarity === 'positive' && (sum?.amount ?? 0) >= from && customer.kept > 1,
    },
  }
}
function searched(id: string, by: string, reason: string, device: string): Both {
  return {
    rule: defineRule({
      id,
      on: moments.zmot,
      may,
      when: {
        by: ({ moment }) => moment.data.by === by,
        device: ({ moment }) => moment.data.device === device,
        intent: ({ moment }) => moment.data.intent === 'buy',
        reason: ({ moment }) => moment.reason === reason,
      },
      decide: () => send(id),
    }),
    hand: {
      id,
      on: 'zmot',
      wants: (moment) =>
        moment.by === by && moment.device === device && moment.intent === 'buy' && moment.reason === reason,
    },
  }
}
/** Somebody new came, on some device. */
function newcomer(id: string, reason: string, device: string): Both {
  return {
    rule: defineRule({
      id,
      on: moments.fmot,
      may,
      when: {
        reason: ({ moment }) => moment.reason === reason,
        device: ({ moment }) => moment.data.device === device,
      },
      decide: () => send(id),
    }),
    hand: { id, on: 'fmot', wants: (moment) => moment.reason === reason && moment.device === device },
  }
}
type Plain = 'amot' | 'smotExperience' | 'tmot' | 'umot'
function told(id: string, kind: Plain, reason: string): Both {
  return {
    rule: defineRule({
      id,
      on: moments[kind],
      may,
      when: { reason: ({ moment }) => moment.reason === reason },
      decide: () => send(id),
    }),
    hand: { id, on: moments[kind].type, wants: (moment) => moment.reason === reason },
  }
}

export function shopRules(): readonly Both[] {
  const rules: Both[] = []
  const add = (make: (id: string) => Both) => rules.push(make(`rule-${rules.length + 1}`))
  for (const category of CATEGORIES)
    for (const device of DEVICES) add((id) => looked(id, category, 19_200 + rules.length * 20, device))
  for (let from = 18_000; from < 20_000; from += 400) add((id) => lookedAgain(id, from))
  for (const source of SOURCES.slice(1))
    for (const device of DEVICES) add((id) => landed(id, source, device, `c${(rules.length % 12) + 1}`))
  for (const category of CATEGORIES) for (const least of [2, 3]) add((id) => added(id, category, 16_000, least))
  for (let from = 0; from < 50_000; from += 5_000) add((id) => checkedOut(id, from, from + 5_000))
  for (const reason of ['cart-abandoned', 'checkout-abandoned', 'payment-failed'])
    for (let from = 0; from < 40_000; from += 10_000) add((id) => purchase(id, reason, from, from + 10_000))
  for (let from = 5_000; from <= 25_000; from += 5_000) add((id) => boughtAgain(id, from))
  for (const by of ['ad', 'referral', 'content', 'search', 'reviews'])
    for (const device of ['mobile', 'tablet']) add((id) => searched(id, by, 'left', device))
  add((id) => newcomer(id, 'stayed', 'tablet'))
  for (const [kind, reasons] of Object.entries({
    amot: ['late', 'delayed', 'overdue', 'lost'],
    smotExperience: ['rated-badly', 'returned', 'rated-well'],
    tmot: ['slow', 'dissatisfied'],
    umot: ['recommended', 'warned', 'ordered-again'],
  }))
    for (const reason of reasons) add((id) => told(id, kind as Plain, reason))
  return rules
}
