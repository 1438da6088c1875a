/** The commands of whoever looks at what is held: each leaves a fact that says who decided, and why. */
import { defineCommand, events, type Keyed } from '@motkit/core'
import * as z from 'zod'
import { refused } from '../errors.ts'
import { approval } from './advocate.ts'
import { referralApproved, referralRejected, referralRevoked } from './facts.ts'
import { type Referral, referrals } from './referral.ts'

const input = z.object({
  referralId: z.string().min(1).max(200),
  /** Who decides, as the host names its people. */
  actor: z.string().min(1).max(200),
  reason: z.string().max(2_000).optional(),
})
type Input = z.output<typeof input>
const codes = ['REFERRAL_UNKNOWN', 'REFERRAL_DECIDED'] as const

/** The referral, where it waits for a word. */
function waiting({ open }: Keyed<Referral>, { referralId }: Input) {
  const { reported, decided, revoked } = open[`referral/${referralId}`] ?? {}
  if (!reported)
    return refused('REFERRAL_UNKNOWN', `${referralId} is unknown, or was decided long ago`, { path: 'referralId' })
  if (!decided) return { ok: true, code: reported.code } as const
  const verdict = revoked === undefined ? decided.verdict : 'revoked'
  return refused('REFERRAL_DECIDED', `${referralId} was already ${verdict}`, { path: 'referralId', verdict })
}

/** `mot.referrals.approve`: the referral counts, whatever speaks against it. */
export const approve = () =>
  defineCommand({
    input,
    reads: [referrals],
    may: [referralApproved, events.referralMade],
    codes,
    decide({ input: told, journey }) {
      const found = waiting(journey.slices.referrals, told)
      if (!found.ok) return found
      const { referralId } = told
      return { ok: true, value: { answer: { referralId }, decisions: approval({ ...told, code: found.code }) } }
    },
  })
/** `mot.referrals.reject`: the referral does not count. */
export const reject = () =>
  defineCommand({
    input,
    reads: [referrals],
    may: [referralRejected],
    codes,
    decide({ input: told, journey }) {
      const found = waiting(journey.slices.referrals, told)
      if (!found.ok) return found
      return { ok: true, value: { answer: { referralId: told.referralId }, decisions: [referralRejected(told)] } }
    },
  })
/** `mot.referrals.revoke`: what was approved counts no more, and what was given for it is taken back. */
export const revoke = () =>
  defineCommand({
    input,
    reads: [referrals],
    may: [referralRevoked],
    codes: [...codes, 'REFERRAL_UNDECIDED'],
    decide({ input: told, journey }) {
      const found = waiting(journey.slices.referrals, told)
      const { referralId } = told
      if (found.ok) return refused('REFERRAL_UNDECIDED', `${referralId} was not approved yet`, { path: 'referralId' })
      if (found.error.code === 'REFERRAL_UNKNOWN' || found.error.details.verdict !== 'approved') return found
      return { ok: true, value: { answer: { referralId }, decisions: [referralRevoked(told)] } }
    },
  })
