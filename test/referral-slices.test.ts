// The slices of referrals pass the suite for slices.
import { events } from '@motkit/core'
import {
  fingerprintsTaken,
  referralApproved,
  referralClaimed,
  referralConfirmed,
  referralHeld,
  referralRejected,
  referralReported,
  referralRetracted,
  referralRevoked,
  referrals,
  referralUndone,
} from '@motkit/loyalty'
import { factOf, factsOf, sliceConformance } from '@motkit/testing/conformance'
import fc from 'fast-check'

const one = fc.constantFrom
const referralId = one('r1', 'r2')
const of = fc.record({ referralId })
const print = one('AAAAAAAAAAAAAAAAAAAAAA', 'BBBBBBBBBBBBBBBBBBBBBB')
const code = one('ADA', 'BOB')
const total = { amount: 5_000, currency: 'EUR' }

const claimed = factOf(referralClaimed, fc.record({ referralId, orderId: one('1', '2'), code }))
const facts = {
  referrals: factsOf(
    claimed,
    factOf(referralConfirmed, of),
    factOf(referralRetracted, of),
    factOf(
      referralReported,
      fc.record({ referralId, code, isNew: fc.boolean(), fingerprints: fc.record({ email: fc.array(print) }) }),
    ),
    factOf(referralUndone, of),
    factOf(
      referralHeld,
      fc.record({ referralId, signals: fc.array(one('self', 'velocity', 'not-new'), { minLength: 1 }) }),
    ),
    factOf(referralApproved, of),
    factOf(referralRejected, of),
    factOf(referralRevoked, of),
  ),
  referred: factsOf(
    factOf(events.visitStarted, fc.record({ referredBy: one('ada', 'BOB', undefined) })),
    factOf(events.orderPlaced, fc.record({ orderId: one('1', '2', '3'), total: fc.constant(total) })),
    claimed,
  ),
  fingerprints: factsOf(factOf(fingerprintsTaken, fc.record({ email: print, device: print }, { requiredKeys: [] }))),
}
for (const slice of referrals({ secret: 'a secret of the shop' }).slices) sliceConformance(slice, facts[slice.name])
