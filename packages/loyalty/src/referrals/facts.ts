/** The facts of referrals: those in the friend's journey, and those in the advocate's. They name the referral, and never the other customer. */
import { defineEvent } from '@motkit/core'
import * as z from 'zod'

const id = z.string().min(1).max(200)
/** A digest of 128 bits: what is no digest does not get in. */
const print = z.string().regex(/^[\w-]{22}$/, 'a digest, as `fingerprints` makes it')
const prints = z.array(print).max(20).optional()
const referralId = id
const ofReferral = { subject: (data: { referralId: string }) => `referral/${data.referralId}` }
const signals = z.array(z.string().min(1)).min(1)
const by = { actor: z.string().max(200).optional(), reason: z.string().max(2_000).optional() }

/** What tells a customer from others was seen: of each customer, whenever the host learns of it. */
export const fingerprintsTaken = defineEvent(
  'fingerprints.taken',
  z.object({ email: print.optional(), address: print.optional(), device: print.optional(), ip: print.optional() }),
)

/** The friend's: their order was reported under a code. It is the one that counts, for good. */
export const referralClaimed = defineEvent('referral.claimed', z.object({ referralId, orderId: id, code: id }), {
  ...ofReferral,
  related: ({ orderId }) => [`order/${orderId}`],
})
/** The friend's: their part of the referral is due to them. */
export const referralConfirmed = defineEvent('referral.confirmed', z.object({ referralId }), ofReferral)
/** The friend's: what was confirmed is taken back. */
export const referralRetracted = defineEvent('referral.retracted', z.object({ referralId }), ofReferral)

/** The advocate's: a friend ordered under their code, and did not send it back in time. */
export const referralReported = defineEvent(
  'referral.reported',
  z.object({
    referralId,
    code: id,
    /** It was the friend's first order of all. */
    isNew: z.boolean(),
    /** The friend's fingerprints, under this code only. */
    fingerprints: z.object({ email: prints, address: prints, device: prints, ip: prints }),
  }),
  ofReferral,
)
/** The advocate's: the order was canceled, sent back or refunded after it was reported. */
export const referralUndone = defineEvent('referral.undone', z.object({ referralId }), ofReferral)
/** The advocate's: something speaks against it, and somebody has to look. */
export const referralHeld = defineEvent('referral.held', z.object({ referralId, signals }), ofReferral)
/** The advocate's: it counts, as no signal spoke against it or `actor` said so. */
export const referralApproved = defineEvent('referral.approved', z.object({ referralId, ...by }), ofReferral)
/** The advocate's: it does not count. */
export const referralRejected = defineEvent('referral.rejected', z.object({ referralId, ...by }), ofReferral)
/** The advocate's: it was approved, and does not count any more. */
export const referralRevoked = defineEvent('referral.revoked', z.object({ referralId, ...by }), ofReferral)

export const referralFacts = [
  fingerprintsTaken,
  referralClaimed,
  referralConfirmed,
  referralRetracted,
  referralReported,
  referralUndone,
  referralHeld,
  referralApproved,
  referralRejected,
  referralRevoked,
] as const
