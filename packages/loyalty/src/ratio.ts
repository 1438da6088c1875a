/** Exact fractions: a rate such as 0.1 or '1/3' is never a float, so that no cent is lost before the one rounding. */

export interface Ratio {
  readonly over: bigint
  readonly under: bigint
}
export type Rounding = 'floor' | 'round' | 'ceil'

/** Reads `2`, `0.05`, `'0.05'` or `'1/3'`; a number by its shortest decimal form. Undefined where it is none, or below zero. */
export function toRatio(rate: number | string): Ratio | undefined {
  const match = /^(\d{1,15})(?:\.(\d{1,15}))?(?:\/([1-9]\d{0,14}))?$/.exec(String(rate))
  if (!match) return undefined
  const [, whole = '', fraction = '', under = '1'] = match
  return { over: BigInt(whole + fraction), under: BigInt(under) * 10n ** BigInt(fraction.length) }
}

/** The product of the fractions times `by`, as a whole number; halves are rounded up. Nothing here is below zero. */
export function whole(by: bigint, ratios: readonly Ratio[], rounding: Rounding): number {
  let over = by
  let under = 1n
  for (const ratio of ratios) {
    over *= ratio.over
    under *= ratio.under
  }
  if (rounding === 'round') return Number((2n * over + under) / (2n * under))
  return Number(rounding === 'floor' ? over / under : (over + under - 1n) / under)
}

/** A fraction to multiply by again and again: in lowest terms, and as numbers beside. */
export interface Factor {
  readonly exact: Ratio
  readonly over: number
  readonly under: number
}
const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : divisor(b, a % b))
export function factor(ratios: readonly Ratio[]): Factor {
  const all = ratios.reduce((a, b) => ({ over: a.over * b.over, under: a.under * b.under }), { over: 1n, under: 1n })
  const common = divisor(all.over, all.under)
  const exact = { over: all.over / common, under: all.under / common }
  return { exact, over: Number(exact.over), under: Number(exact.under) }
}

/** A part of something: so much of so much, in whole numbers. */
export interface Part {
  readonly over: number
  readonly under: number
}
/**
 * `whole` of a factor and a part, in numbers where they are exact. Multiplying rounds upwards or downwards but never past
 * a number that can be held: a product that comes out as a safe integer is one, and was one at each step. And of safe
 * integers the quotient is off by less than the distance to the next whole one, so that its floor is exact.
 */
export function scaled(by: number, factor: Factor, part: Part, rounding: Rounding): number {
  const over = by * factor.over * part.over
  const under = factor.under * part.under
  if (over > Number.MAX_SAFE_INTEGER || under > Number.MAX_SAFE_INTEGER)
    return whole(BigInt(by), [factor.exact, { over: BigInt(part.over), under: BigInt(part.under) }], rounding)
  const floor = Math.floor(over / under)
  const rest = over - floor * under
  if (rounding === 'floor' || rest === 0) return floor
  return rounding === 'ceil' || rest >= under - rest ? floor + 1 : floor
}
