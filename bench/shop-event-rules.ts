/** Rules on the shop's events: looks, landings, carts and checkouts. */
import { defineRule, events, orders } from '../packages/core/src/index.ts'
import { type Both, may, placedBefore, send } from './shop-rule.ts'

/** A look at a product of a category, dear enough, on a device. */
export function looked(id: string, category: string, from: number, device: string): Both {
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
export function lookedAgain(id: string, from: number): Both {
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
export function landed(id: string, source: string, device: string, campaign: string): Both {
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
export function added(id: string, category: string, from: number, quantity: number): Both {
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
export function checkedOut(id: string, from: number, to: number): Both {
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
