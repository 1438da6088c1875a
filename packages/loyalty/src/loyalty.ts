/** The plugin: a programme, and what reads and writes its ledger. */
import { type AnyEvent, definePlugin, type Envelope, events, type Money } from '@motkit/core'
import { adjust } from './adjust.ts'
import { type Balance, balanceOf } from './balance.ts'
import type { Rewards } from './catalogue.ts'
import { earnOnActions } from './earn-actions.ts'
import { earnOnOrders } from './earn-orders.ts'
import { endings, pointsExpired } from './ending.ts'
import { invalid } from './errors.ts'
import { facts, moves } from './facts.ts'
import { entry } from './fields.ts'
import type { Ledger } from './ledger.ts'
import { type Liability, liabilityOf } from './liability.ts'
import { pointsSlice } from './points.ts'
import { defineProgramme, type Programme, type ProgrammeOptions } from './programme.ts'
import { type Cart, quoteOf } from './quote.ts'
import { redemptions } from './redemption.ts'
import { referralFacts } from './referrals/facts.ts'
import { giveRewards } from './rewards.ts'
import { commit, redeem, release, reserve } from './spend.ts'
import { moneyFor } from './spend-limits.ts'
import { type Spendable, spendableOf } from './spendable.ts'
import { type StatementLine, statementOf } from './statement.ts'
import { earningTier } from './tiers/earning.ts'
import { tierFacts } from './tiers/facts.ts'
import { announceTiers, tierMoment } from './tiers/rule.ts'
import { tiersSlice } from './tiers/slice.ts'
import { type Standing, type TierLedger, tierAt } from './tiers/standing.ts'
import { STATUS } from './tiers/terms.ts'
import { walletsSlice } from './wallets.ts'
import type { Worth } from './worth.ts'

export interface LoyaltyOptions extends ProgrammeOptions {
  /** Events of the host's own that the programme names. */
  readonly events?: readonly AnyEvent[]
}
/** A journey, or the part of it that the ledger is. */
interface Read {
  readonly slices: Ledger
}
interface TierRead {
  readonly slices: TierLedger
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
  for (const { id, event } of programme.actionRules) if (id === STATUS) acts.push(find(event, 'tiers.by.event'))
  const waits = Object.entries(programme.wallets).flatMap(([wallet, { pending }]) =>
    typeof pending?.after === 'object' ? [find(pending.after.event, `wallets.${wallet}.pending.after.event`)] : [],
  )
  const undoing = programme.earn.flatMap((rule, i) =>
    rule.kind === 'action' && rule.unless !== undefined ? [find(rule.unless, `earn.${i}.unless`)] : [],
  )
  return { acts: [...new Set(acts)], waits: [...new Set([...waits, ...undoing])] }
}

const makeLoyalty = ({ events: own = [], ...options }: LoyaltyOptions = {}) => {
  const programme = defineProgramme(options)
  const { acts, waits } = named(programme, own)
  const capped = Object.values(programme.wallets).some(({ cap }) => cap !== undefined)
  const ending = capped ? endings(programme) : undefined
  const slides = Object.values(programme.wallets).some(({ expiry }) => expiry?.kind === 'sliding')
  const tier = tierMoment(programme)
  const gives = Object.keys(programme.rewards).length > 0 ? [giveRewards(programme)] : []
  const plugin = definePlugin({
    id: 'loyalty',
    events: [...facts, ...tierFacts, ...(ending ? [pointsExpired] : []), ...own],
    slices: [
      pointsSlice(waits),
      walletsSlice(slides ? programme.timeZone : undefined),
      tiersSlice(programme.tiers ? [...moves, ...(slides ? [events.orderPlaced] : [])] : []),
      redemptions,
      ...(ending?.slices ?? []),
    ],
    moments: [tier, ...(ending?.moments ?? [])],
    rules: [
      earnOnOrders(programme),
      ...(acts.length > 0 ? [earnOnActions(programme, acts)] : []),
      announceTiers(programme, tier),
      ...(ending?.rules ?? []),
      ...(gives as never[]),
    ],
    commands: {
      redeem: redeem(programme),
      reserve: reserve(programme),
      commit: commit(programme),
      release: release(programme),
      adjust: adjust(programme),
    },
  })
  return {
    ...plugin,
    programme,
    /** What a cart would earn, and why. */
    quote: (cart: Cart, about: { readonly now: string; readonly journey?: TierRead }): Worth =>
      quoteOf(programme, cart, {
        ...about,
        multiplier: about.journey && earningTier(programme, about.journey.slices.tiers).multiplier,
      }),
    /** What a customer has, at an instant. */
    balance: ({ slices }: Read, now: string, wallet = 'main'): Balance => balanceOf(programme, slices, now, wallet),
    /** The customer's tier, what is missing for the next, and when it is lost; undefined in a programme without tiers. */
    tier: ({ slices }: TierRead, now: string): Standing | undefined =>
      programme.tiers && tierAt(programme, programme.tiers, slices).look(now).standing,
    /** How many points a customer can spend on a cart, and what they are worth. */
    spendable: ({ slices }: Read, cart: { readonly total: Money }, now: string, wallet = 'main'): Spendable =>
      spendableOf(programme, slices, cart, { now, wallet }),
    /** What points are worth, rounded down; undefined where the wallet says no `value` in the currency. */
    worth: (points: number, currency: string, wallet = 'main'): Money | undefined => {
      const amount = moneyFor(entry(programme.wallets, wallet)?.spend ?? {}, points, currency)
      return amount === undefined ? undefined : { amount, currency }
    },
    /** What can still be spent by all customers, as of `mot.journeys()`, by the month in which it ends. */
    liability: (all: AsyncIterable<Read> | Iterable<Read>, now: string): Promise<Liability> =>
      liabilityOf(programme, all, now),
    /** What came and went, from the events of `mot.export`; with an instant, also what has ended by then. */
    statement: (all: readonly Envelope[], now?: string): readonly StatementLine[] =>
      statementOf(all, now === undefined ? undefined : { now, programme }),
  }
}

type Club = ReturnType<typeof makeLoyalty>
/** With rewards it takes actions, and the host gives handlers for them. */
type Rewarding = Omit<Club, 'rules'> & {
  readonly rules: readonly (Club['rules'][number] | ReturnType<typeof giveRewards>)[]
}
/**
 * Points on orders and actions, spent by commands; taken back by cancellation and refund in whatever order the facts arrive.
 * @throws MotError PROGRAMME_INVALID with `details.path`
 * @example
 * const club = loyalty({ earn: [{ kind: 'spend', id: 'spend', rate: { EUR: 2 } }] })
 * const mot = createMot({ store, plugins: [club] })
 * club.quote({ total: { amount: 4_990, currency: 'EUR' } }, { now }).points // 99
 */
export const loyalty = makeLoyalty as {
  (options?: LoyaltyOptions & { readonly rewards?: undefined }): Club
  (options: LoyaltyOptions & { readonly rewards: Rewards }): Rewarding
  (options?: LoyaltyOptions): Club
}
