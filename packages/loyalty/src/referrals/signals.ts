/** What speaks against a referral: each signal by itself is a question for somebody, and no verdict. */
import { instant, type Keyed } from '@motkit/core'
import { daysAfter } from '../calendar.ts'
import { type Fingerprints, kinds, seal } from './fingerprints.ts'
import type { Terms } from './options.ts'
import type { Referral } from './referral.ts'

/**
 * - `self`: the friend is the advocate, by the same account or accounts that were merged
 * - `same-email`, `same-address`, `same-device`, `same-ip`: a fingerprint of the friend is one of the advocate's
 * - `velocity`: more referrals than usual in the days up to this one
 * - `not-new`: the friend had ordered before
 */
export type Signal = 'self' | `same-${(typeof kinds)[number]}` | 'velocity' | 'not-new'

interface Known {
  readonly referrals: Keyed<Referral>
  readonly fingerprints: Fingerprints
}
export function signalsOf(subject: string, known: Known, { velocity: { most, days } }: Terms): readonly Signal[] {
  const { claimed, reported } = known.referrals.open[subject] ?? {}
  if (!reported) return []
  const own = seal(known.fingerprints, subject.slice('referral/'.length))
  const shared = kinds.filter((kind) => reported.fingerprints[kind]?.some((one) => own[kind]?.includes(one)))
  const at = instant(reported.at)
  const lately = Object.values(known.referrals.open).filter((one) => {
    const then = one.reported && instant(one.reported.at)
    return then !== undefined && then <= at && daysAfter(then, days, 'UTC') > at
  })
  return [
    ...(claimed === undefined ? [] : ['self' as const]),
    ...shared.map((kind) => `same-${kind}` as const),
    ...(lately.length > most ? ['velocity' as const] : []),
    ...(reported.isNew ? [] : ['not-new' as const]),
  ]
}
