/** A customer's redemptions, as the ledger has them. */
import { createHash } from 'node:crypto'
import { instant } from '@motkit/core'
import { type Gift, type points, type redemptions, rewardCode } from '@motkit/loyalty'
import type { MotService } from '../modules/mot/service'
import type { MotPluginOptions } from '../options'

/** The same for the same key of the same customer; another customer's key is another one. */
export const redemptionIdOf = (customerId: string, key: string): string =>
  `red_${createHash('sha256')
    .update(JSON.stringify([customerId, key]))
    .digest('base64url')
    .slice(0, 22)}`

/** The code that it is given by. @throws MotError REWARD_UNSUPPORTED without a secret */
export const redemptionCode = ({ coupons }: Pick<MotPluginOptions, 'coupons'>, redemptionId: string): string =>
  rewardCode(coupons ?? {}, `redemption/${redemptionId}`)

const kinds: readonly Gift['kind'][] = ['coupon', 'free-shipping', 'free-product', 'gift-voucher']
export const isGivenByCode = (kind: Gift['kind'] | undefined): boolean => kind !== undefined && kinds.includes(kind)

export interface Redemption {
  readonly id: string
  readonly points: number
  /** Of the catalogue; absent where points were spent as they are. */
  readonly reward?: string
  /** Set aside, or spent, or given back. */
  readonly status: 'reserved' | 'spent' | 'returned'
  /** When: UTC, ISO 8601. */
  readonly at: string
  /** The cart that it was set aside for. */
  readonly cartId?: string
  readonly orderId?: string
}

/** @throws MotError of the engine */
export async function findRedemption(
  { engine }: Pick<MotService, 'engine'>,
  customer: { readonly id: string },
  redemptionId: string,
): Promise<Redemption | undefined> {
  const journey = await engine.journey(customer)
  if (!journey.ok) throw journey.error
  return redemptionsOf(journey.value, new Date().toISOString()).find(({ id }) => id === redemptionId)
}

interface Ledger {
  readonly slices: { readonly points: typeof points.initial; readonly redemptions: typeof redemptions.initial }
}
const RESERVATION = 'reservation/'

/** Those of the last months, the newest first. */
export function redemptionsOf({ slices }: Ledger, now: string): readonly Redemption[] {
  const all = new Map<string, Redemption>()
  for (const [subject, { hold, committed, released }] of Object.entries(slices.points.open)) {
    if (!hold) continue
    const id = hold.redemptionId ?? subject.slice(RESERVATION.length)
    const isFree = released !== undefined || hold.expiresAt <= now
    const status = committed !== undefined ? 'spent' : isFree ? 'returned' : 'reserved'
    const { points: cost, reward, cartId } = hold
    all.set(id, {
      id,
      points: cost,
      status,
      at: instant(hold.at),
      ...(reward && { reward }),
      ...(cartId && { cartId }),
    })
  }
  for (const { redeemed = {}, returned = {}, ended } of Object.values(slices.redemptions.open))
    for (const [id, { points: cost, reward, at, on }] of Object.entries(redeemed)) {
      const status = ended !== undefined || returned[id] !== undefined ? 'returned' : 'spent'
      const { orderId } = on
      const first = { id, points: cost, at: instant(at), ...(reward && { reward }) }
      all.set(id, { ...first, ...all.get(id), status, ...(orderId && { orderId }) })
    }
  return [...all.values()].sort((a, b) => (a.at < b.at ? 1 : -1))
}
