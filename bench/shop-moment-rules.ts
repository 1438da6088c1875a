/** Rules on the moments of truth of the shop's customers. */
import { defineRule, moments, orders } from '../packages/core/src/index.ts'
import { type Both, may, placedBefore, send } from './shop-rule.ts'

export function purchase(id: string, reason: string, from: number, to: number): Both {
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
export function boughtAgain(id: string, from: number): Both {
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
export function searched(id: string, by: string, reason: string, device: string): Both {
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
export function newcomer(id: string, reason: string, device: string): Both {
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
export type Plain = 'amot' | 'smotExperience' | 'tmot' | 'umot'
export function told(id: string, kind: Plain, reason: string): Both {
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
