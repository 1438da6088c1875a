/** The plugin: referrals by code, looked at for fraud, rewarded on both sides. */
import { definePlugin, type Result } from '@motkit/core'
import { askForReview, judgeReferral, rewardAdvocate } from './advocate.ts'
import { type Engine, type Issue, issueCode } from './codes.ts'
import { referralFacts } from './facts.ts'
import { fingerprints, fingerprintsOf, type Kind, type Traits } from './fingerprints.ts'
import { reportReferral, rewardFriend, undoReferral } from './friend.ts'
import { type ReferralOptions, readTerms } from './options.ts'
import { referrals as referralsSlice } from './referral.ts'
import { referred } from './referred.ts'
import { approve, reject, revoke } from './review.ts'

/**
 * Referrals: a friend who came by a customer's code and keeps what they ordered is rewarded together with that customer,
 * unless something speaks against it, and then somebody decides.
 * @throws MotError PROGRAMME_INVALID with `details.path`
 * @example
 * const friends = referrals({ secret, rewards: { advocate: { reward: 'ten-off' }, friend: { reward: 'ten-off' } } })
 * const mot = createMot({
 *   store, plugins: [friends],
 *   handlers: { 'referral.relay': async (action, context) => { await relayEvents(mot, action, context) }, … },
 * })
 * await friends.issueCode(mot, { customer: { id: 'ada' }, time })
 */
export const referrals = (options: ReferralOptions) => {
  const terms = readTerms(options)
  const plugin = definePlugin({
    id: 'referrals',
    events: referralFacts,
    slices: [referralsSlice, referred, fingerprints],
    rules: [
      reportReferral(terms),
      undoReferral(terms),
      rewardFriend(terms),
      judgeReferral(terms),
      askForReview(),
      rewardAdvocate(terms),
    ],
    commands: { approve: approve(), reject: reject(), revoke: revoke() },
  })
  return {
    ...plugin,
    /**
     * Gives a customer a code, the same each time. Errors: `REFERRAL_CODE_TAKEN` and `REFERRAL_CODE_INVALID` of a chosen one, and
     * those of `ingest`.
     */
    issueCode: (mot: Engine, issue: Issue): Promise<Result<{ readonly code: string }, string>> =>
      issueCode(mot, terms.secret, issue),
    /** The data of `fingerprints.taken`: digests of what the host knows of a customer. */
    fingerprints: (traits: Traits): Partial<Record<Kind, string>> => fingerprintsOf(terms.secret, traits),
  }
}
