/** What speaks against a referral: each signal by itself is a question for somebody, and no verdict. */
import { instant, type Keyed } from '@motkit/core'
import { daysAfter } from '../calendar.ts'
import { type Fingerprints, type Kind, kinds, type Sealed, seal } from './fingerprints.ts'
import type { Terms } from './options.ts'
import type { Referral } from './referral.ts'

/**
 * - `self`: the friend is the advocate, by the same account or by accounts that were merged
 * - `same-email`, `same-address`, `same-device`, `same-ip`: a fingerprint of the friend is one of the advocate's
 * - `twin-email` and so on: it is one of a friend whom the advocate referred before
 * - `velocity`: more referrals than usual in the days up to this one
 * - `not-new`: the friend had ordered before
 */
export type Signal = 'self' | `same-${Kind}` | `twin-${Kind}` | 'velocity' | 'not-new'

interface Known {
  readonly referrals: Keyed<Referral>
  readonly fingerprints: Fingerprints
}
const shared = (a: Sealed, b: Sealed): readonly Kind[] =>
  kinds.filter((kind) => a[kind]?.some((one) => b[kind]?.includes(one)))

export function signalsOf(subject: string, known: Known, { velocity: { most, days } }: Terms): readonly Signal[] {
  const { claimed, reported } = known.referrals.open[subject] ?? {}
  if (!reported) return []
  const { at, code, isNew, fingerprints } = reported
  const before = Object.values(known.referrals.open).flatMap((one) =>
    one.reported && one.reported.at < at ? [one.reported] : [],
  )
  const lately = before.filter((one) => daysAfter(instant(one.at), days, 'UTC') > instant(at))
  const twins = new Set(before.flatMap((one) => shared(fingerprints, one.fingerprints)))
  return [
    ...(claimed === undefined ? [] : ['self' as const]),
    ...shared(fingerprints, seal(known.fingerprints, code)).map((kind) => `same-${kind}` as const),
    ...[...twins].map((kind) => `twin-${kind}` as const),
    ...(lately.length >= most ? ['velocity' as const] : []),
    ...(isNew ? [] : ['not-new' as const]),
  ]
}
