/** The plugin: a programme, and what reads and writes its ledger. */
import { type AnyEvent, definePlugin, type Envelope, events } from '@motkit/core'
import { type Balance, balanceOf } from './balance.ts'
import { earnOnActions, earnOnOrders } from './earn.ts'
import { invalid } from './errors.ts'
import { facts } from './facts.ts'
import { type Ledger, pointsSlice, walletsSlice } from './ledger.ts'
import { defineProgramme, type Programme, type ProgrammeOptions } from './programme.ts'
import { type Cart, quoteOf } from './quote.ts'
import { referralFacts } from './referrals/facts.ts'
import { adjust, commit, redeem, release, reserve } from './spend.ts'
import { type StatementLine, statementOf } from './statement.ts'
import type { Worth } from './worth.ts'

export interface LoyaltyOptions extends ProgrammeOptions {
  /** Events of the host's own that the programme names. */
  readonly events?: readonly AnyEvent[]
}
/** A journey, or the part of it that the ledger is. */
interface Read {
  readonly slices: Ledger
}

/** The events that a programme names, as their definitions. */
function named(programme: Programme, own: readonly AnyEvent[]) {
  const catalogue: readonly AnyEvent[] = [...Object.values(events), ...facts, ...referralFacts, ...own]
  const byType = new Map(catalogue.map((event) => [event.type, event]))
  const find = (type: string, path: string): AnyEvent => {
    const event = byType.get(type)
    if (event) return event
    throw invalid(path, `no event is called ${type}`, 'an event of core or loyalty, or one in `events`')
  }
  const acts = programme.earn.flatMap((rule, i) =>
    rule.kind === 'action' ? [find(rule.event, `earn.${i}.event`)] : [],
  )
  const waits = Object.entries(programme.wallets).flatMap(([wallet, { pending }]) =>
    typeof pending?.after === 'object' ? [find(pending.after.event, `wallets.${wallet}.pending.after.event`)] : [],
  )
  const undoing = programme.earn.flatMap((rule, i) =>
    rule.kind === 'action' && rule.unless !== undefined ? [find(rule.unless, `earn.${i}.unless`)] : [],
  )
  return { acts: [...new Set(acts)], waits: [...new Set([...waits, ...undoing])] }
}

/**
 * Points on orders and actions, spent by commands; taken back by cancellation and refund in whatever order the facts arrive.
 * @throws MotError PROGRAMME_INVALID with `details.path`
 * @example
 * const club = loyalty({ earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 2 } }] })
 * const mot = createMot({ store, plugins: [club] })
 * club.quote({ total: { amount: 4_990, currency: 'EUR' } }, { now }).points // 99
 */
export const loyalty = ({ events: own = [], ...options }: LoyaltyOptions = {}) => {
  const programme = defineProgramme(options)
  const { acts, waits } = named(programme, own)
  const slides = Object.values(programme.wallets).some(({ expiry }) => expiry?.kind === 'sliding')
  const plugin = definePlugin({
    id: 'loyalty',
    events: [...facts, ...own],
    slices: [pointsSlice(waits), walletsSlice(slides ? programme.timeZone : undefined)],
    rules: [earnOnOrders(programme), ...(acts.length > 0 ? [earnOnActions(programme, acts)] : [])],
    commands: {
      redeem: redeem(programme),
      reserve: reserve(programme),
      commit: commit(),
      release: release(),
      adjust: adjust(programme),
    },
  })
  return {
    ...plugin,
    programme,
    /** What a cart would earn, and why. */
    quote: (cart: Cart, about: { readonly now: string; readonly journey?: Read }): Worth =>
      quoteOf(programme, cart, about),
    /** What a customer has, at an instant. */
    balance: ({ slices }: Read, now: string, wallet = 'main'): Balance => balanceOf(programme, slices, now, wallet),
    /** What came and went, from the events of `mot.export`. */
    statement: (all: readonly Envelope[]): readonly StatementLine[] => statementOf(all),
  }
}
