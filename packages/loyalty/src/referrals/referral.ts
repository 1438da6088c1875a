/** What is known of one referral: in the advocate's journey how it stands, in the friend's that it is theirs. Every field is a join. */
import { type Customer, defineKeyedSlice, earliest, instant, type Keyed, latest, type Stamp, stamp } from '@motkit/core'
import { daysAfter } from '../calendar.ts'
import {
  referralApproved,
  referralClaimed,
  referralConfirmed,
  referralHeld,
  referralRejected,
  referralReported,
  referralRetracted,
  referralRevoked,
  referralUndone,
} from './facts.ts'
import type { Sealed } from './fingerprints.ts'

export interface Referral {
  /** This customer is the friend. */
  readonly claimed?: Stamp
  readonly confirmed?: Stamp
  readonly retracted?: Stamp
  /** This customer is the advocate. */
  readonly reported?: {
    readonly at: Stamp
    readonly code: string
    readonly isNew: boolean
    readonly fingerprints: Sealed
  }
  readonly undone?: Stamp
  readonly held?: { readonly at: Stamp; readonly signals: readonly string[] }
  /** The first word counts. */
  readonly decided?: { readonly at: Stamp; readonly verdict: 'approved' | 'rejected' }
  readonly revoked?: Stamp
}
const none: Referral = {}
const decide = (state: Referral, verdict: 'approved' | 'rejected', at: Stamp): Referral =>
  state.decided && state.decided.at <= at ? state : { ...state, decided: { at, verdict } }

/** So long it is remembered after the last word on it; until it is decided, it stays. */
const KEPT_DAYS = 30

export const referrals = defineKeyedSlice({
  name: 'referrals',
  per: ['referral'],
  initial: none,
  on: [
    referralClaimed,
    referralConfirmed,
    referralRetracted,
    referralReported,
    referralUndone,
    referralHeld,
    referralApproved,
    referralRejected,
    referralRevoked,
  ],
  fold: {
    'referral.claimed': (state, event) => ({ ...state, claimed: earliest(state.claimed, stamp(event)) }),
    'referral.confirmed': (state, event) => ({ ...state, confirmed: earliest(state.confirmed, stamp(event)) }),
    'referral.retracted': (state, event) => ({ ...state, retracted: earliest(state.retracted, stamp(event)) }),
    'referral.reported': (state, event) => {
      const at = stamp(event)
      if (state.reported && state.reported.at <= at) return state
      const { code, isNew, fingerprints } = event.data
      return { ...state, reported: { at, code, isNew, fingerprints: fingerprints as Sealed } }
    },
    'referral.undone': (state, event) => ({ ...state, undone: earliest(state.undone, stamp(event)) }),
    'referral.held': (state, event) => {
      const signals = [...new Set([...(state.held?.signals ?? []), ...event.data.signals])].sort()
      return { ...state, held: { at: earliest(state.held?.at, stamp(event)), signals } }
    },
    'referral.approved': (state, event) => decide(state, 'approved', stamp(event)),
    'referral.rejected': (state, event) => decide(state, 'rejected', stamp(event)),
    'referral.revoked': (state, event) => ({ ...state, revoked: earliest(state.revoked, stamp(event)) }),
  },
  closes({ claimed, confirmed, retracted, reported, undone, decided, revoked }, now) {
    if (reported && !decided) return false
    const said = [claimed, confirmed, retracted, undone, decided?.at, revoked].filter((at) => at !== undefined)
    return said.length > 0 && daysAfter(instant(said.reduce(latest)), KEPT_DAYS, 'UTC') <= now
  },
  share: ({ decided, revoked }) => (decided ? { [revoked === undefined ? decided.verdict : 'revoked']: 1 } : {}),
})

/** A referral that waits for somebody's word. */
export interface HeldReferral {
  readonly referralId: string
  readonly code: string
  /** What speaks against it, as `same-address`. */
  readonly signals: readonly string[]
  /** Since when it waits. */
  readonly since: string
}
/** What waits for `approve` or `reject` in one advocate's journey, the longest first. */
export const heldReferrals = ({
  slices,
}: {
  readonly slices: { readonly referrals: Keyed<Referral> }
}): readonly HeldReferral[] =>
  Object.entries(slices.referrals.open)
    .flatMap(([subject, { held, decided, reported }]) =>
      held && !decided
        ? [
            {
              referralId: subject.slice('referral/'.length),
              code: reported?.code ?? '',
              signals: held.signals,
              since: instant(held.at),
            },
          ]
        : [],
    )
    .sort((a, b) => (a.since + a.referralId < b.since + b.referralId ? -1 : 1))

/**
 * What waits of all customers. For a list that is looked at every day keep one from `referral.review`; this finds what is
 * missing in it.
 * @param journeys as of `mot.journeys()`
 */
export async function* everyHeldReferral(
  journeys: AsyncIterable<Parameters<typeof heldReferrals>[0] & { readonly customer: Customer }>,
): AsyncGenerator<HeldReferral & { readonly customer: Customer }> {
  for await (const journey of journeys)
    for (const held of heldReferrals(journey)) yield { customer: journey.customer, ...held }
}
