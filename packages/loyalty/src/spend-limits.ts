/** What a wallet lets spend at a time, and what a point is worth. A reward has its price, and none of these. */
import { type Money, money } from '@motkit/core'
import * as z from 'zod'
import { invalid, refused } from './errors.ts'
import { count, currency, entry, rate } from './fields.ts'
import { type Ratio, toRatio, whole } from './ratio.ts'

const isShare = (value: number | string): boolean => {
  const ratio = toRatio(value)
  return ratio !== undefined && ratio.over <= ratio.under
}
export const limits = z.strictObject({
  minimum: count.optional(),
  maximum: count.optional(),
  multiple: count.optional(),
  /** The part of a cart's total that points can pay: all of it unless said otherwise. */
  share: rate.refine(isShare, 'a share above 0, at most 1').optional(),
  /** What a point is worth, in minor units, by currency. */
  value: z.record(currency, rate).optional(),
})
export type Limits = z.output<typeof limits>
/** What points are spent on. */
export const spentOn = z.object({ total: money })

/** @throws MotError PROGRAMME_INVALID */
export function checkLimits({ minimum, maximum, multiple = 1, share, value }: Limits, path: string): void {
  if (minimum !== undefined && maximum !== undefined && maximum < minimum)
    throw invalid(`${path}.maximum`, 'lies below the minimum', `${minimum} or more`)
  if (maximum !== undefined && maximum < multiple)
    throw invalid(`${path}.multiple`, 'lies above the maximum', `${maximum} or less`)
  if (share !== undefined && value === undefined)
    throw invalid(`${path}.value`, 'a share of a cart needs the value of a point', 'minor units per point, by currency')
}

const one: Ratio = { over: 1n, under: 1n }
const ratioOf = (value: number | string | undefined): Ratio | undefined =>
  value === undefined ? undefined : toRatio(value)
/** What points are worth, in minor units, rounded to the customer's cost; undefined in a currency without a value. */
export function moneyFor({ value = {} }: Limits, points: number, code: string): number | undefined {
  const each = ratioOf(entry(value, code))
  return each && whole(BigInt(points), [each], 'floor')
}
/** How many points the share of a cart takes: total × share ÷ value, without the rest. */
function pointsFor({ share, value = {} }: Limits, { amount, currency: code }: Money): number | undefined {
  const each = ratioOf(entry(value, code))
  if (!each) return undefined
  return whole(BigInt(amount), [ratioOf(share) ?? one, { over: each.under, under: each.over }], 'floor')
}

/** What keeps a number of points from being higher. */
export type Limit = 'balance' | 'minimum' | 'maximum' | 'share' | 'value'
interface Most {
  readonly points: number
  readonly limit: Limit
}
/** The most that a wallet takes on a cart, by what is at hand. */
export function mostOf(terms: Limits, available: number, cart: { readonly total: Money } | undefined): Most {
  const { minimum = 1, maximum = Number.POSITIVE_INFINITY, multiple = 1 } = terms
  const ofCart = cart && terms.value ? pointsFor(terms, cart.total) : Number.POSITIVE_INFINITY
  if (ofCart === undefined) return { points: 0, limit: 'value' }
  const caps: readonly Most[] = [
    { points: Math.max(0, available), limit: 'balance' },
    { points: maximum, limit: 'maximum' },
    { points: ofCart, limit: 'share' },
  ]
  const { points, limit } = caps.reduce((least, cap) => (cap.points < least.points ? cap : least))
  const most = points === Number.POSITIVE_INFINITY ? points : points - (points % multiple)
  if (most < minimum) return { points: 0, limit: limit === 'balance' && points < minimum ? 'balance' : 'minimum' }
  return { points: most, limit }
}

/** Why a wallet does not take a number of points, whatever the customer has; undefined where it does. */
export function refusal(terms: Limits, asked: number, cart: { readonly total: Money } | undefined) {
  const { minimum = 1, maximum, multiple = 1, share, value = {} } = terms
  if (share !== undefined && !cart)
    return refused('POINTS_REFUSED', 'points pay a part of a cart: the cart is needed', {
      path: 'cart',
      expected: '{ total }, of which points pay a part',
    })
  const { points: most, limit } = mostOf(terms, Number.POSITIVE_INFINITY, cart)
  if (limit === 'value')
    return refused('POINTS_REFUSED', `a point has no value in ${cart?.total.currency}`, {
      path: 'cart.total.currency',
      expected: `one of ${Object.keys(value).join(', ')}`,
    })
  if (asked >= minimum && asked <= most && asked % multiple === 0) return undefined
  const top = most === Number.POSITIVE_INFINITY ? maximum : most
  const expected =
    top !== undefined && top < minimum
      ? 'none: the cart is too small'
      : `${minimum} or more${top === undefined ? '' : `, at most ${top}`}${multiple > 1 ? `, in steps of ${multiple}` : ''}`
  return refused('POINTS_REFUSED', `${asked} cannot be spent: ${expected}`, {
    path: 'points',
    expected,
    ...(top !== undefined && { maximum: top }),
  })
}
