/** Changing a balance by hand. */
import { defineCommand } from '@motkit/core'
import * as z from 'zod'
import { balanceOf, lotsAt, takeFrom } from './balance.ts'
import { outstandingBy, outstandingOf } from './earn-limits.ts'
import { refused } from './errors.ts'
import { pointsAdjusted } from './facts.ts'
import { entry } from './fields.ts'
import { type Ledger, leftIn } from './ledger.ts'
import { lotEnd, lotFor } from './lot.ts'
import { points } from './points.ts'
import type { Programme } from './programme.ts'
import { done, tooFew } from './spend.ts'
import { wallets } from './wallets.ts'

/** `mot.loyalty.adjust`: changes a balance by hand; the fact keeps who did it, and why. */
export const adjust = (programme: Programme) =>
  defineCommand({
    input: z.object({
      points: z.number(),
      reason: z.string().max(2_000),
      actor: z.string().max(200).optional(),
      wallet: z.string().optional(),
      /** When points that are given end; by the wallet's own terms unless said otherwise. */
      expiresAt: z.iso.datetime({ offset: true }).optional(),
    }),
    reads: [points, wallets],
    may: [pointsAdjusted],
    codes: ['ADJUSTMENT_INVALID', 'POINTS_TOO_FEW', 'WALLET_UNKNOWN', 'CUSTOMER_UNKNOWN', 'CAP_REACHED'],
    decide({ commandId, input: { expiresAt: until, ...input }, journey, now, refused: isFull }) {
      const { points: change, wallet = 'main', reason } = input
      const wrong = (path: string, expected: string) =>
        refused('ADJUSTMENT_INVALID', `${path}: ${expected} is expected`, { path, expected })
      if (!Number.isSafeInteger(change) || change === 0) return wrong('points', 'a whole number other than zero')
      if (reason.trim() === '') return wrong('reason', 'a reason')
      const end = until === undefined ? undefined : new Date(until).toISOString()
      if (end !== undefined && (end <= now || change < 0)) return wrong('expiresAt', 'an end ahead, of points given')
      const terms = entry(programme.wallets, wallet)
      if (!terms) return refused('WALLET_UNKNOWN', `there is no wallet ${wallet}`, { path: 'wallet' })
      if (journey.first === undefined) return refused('CUSTOMER_UNKNOWN', 'nothing is known of this customer')
      if (isFull(outstandingOf(wallet)))
        return refused('CAP_REACHED', `the cap of ${wallet} leaves no room for ${change}`, {
          path: 'points',
          cap: terms.cap,
        })
      const { available } = balanceOf(programme, journey.slices, now, wallet)
      if (available + change < 0 && change < 0) return tooFew(-change, available)
      const lots =
        change > 0
          ? [
              given(
                programme,
                end ? `${wallet}/${end}` : lotFor(wallet, terms, now, programme.timeZone),
                change,
                journey,
              ),
            ]
          : takeFrom(lotsAt(programme, journey.slices, wallet, now).full, -change).map((one) => ({
              ...one,
              points: -one.points,
            }))
      return done(
        { available: available + change },
        pointsAdjusted(
          { ...input, adjustmentId: commandId, wallet, lots },
          { claims: outstandingBy(programme, leftIn(journey.slices), lots) },
        ),
      )
    },
  })
function given(programme: Programme, lot: string, change: number, { slices }: { readonly slices: Ledger }) {
  const expiresAt = lotEnd(lot, slices.wallets.activity ?? {}, programme.timeZone)
  return { lot, points: change, ...(expiresAt !== undefined && { expiresAt }) }
}
