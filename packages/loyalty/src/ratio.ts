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
