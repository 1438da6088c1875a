/** One source of one shop, from where its cursor stands: found, told, and only then is the cursor moved. */
import type { Clock } from '@motkit/core'
import type { Ask } from './ask.ts'
import { advance, type ReconcileCursors } from './cursors.ts'
import type { Found } from './found.ts'
import type { Source } from './sources.ts'
import { type Findings, noFindings, sumOfFindings } from './tell.ts'

export interface SweepOptions {
  readonly shop: string
  readonly ask: Ask
  readonly cursors: ReconcileCursors
  readonly clock: Clock
  /** What changed comes into Shopify's index so much later at most: no cursor comes closer to the present. */
  readonly overlapMs: number
  /** So far back the first search goes. */
  readonly firstMs: number
  /** It ends at the next page. */
  readonly signal: AbortSignal | undefined
  tell(found: readonly Found[]): Promise<Findings>
}
/** What is looked at again is looked for this often at most. */
const AGAIN_MS = 3_600_000
const iso = (ms: number): string => new Date(ms).toISOString()

/**
 * Where its search begins. Kept from the first call on: else a shop that cannot be reached then, or is quiet, would lose what
 * comes until it can.
 */
export async function startOf(
  { name, ageMs }: Source,
  { shop, cursors, clock, firstMs }: Pick<SweepOptions, 'shop' | 'cursors' | 'clock' | 'firstMs'>,
): Promise<string> {
  const kept = await cursors.read(shop, name)
  if (kept !== undefined) return kept
  const first = iso(clock.now() - ageMs - firstMs)
  await advance(cursors, shop, name, first)
  return first
}

/** Answers what was told, and whether it came to the end. @throws what the Admin API or the engine throws: the cursor stays */
export async function sweep(
  source: Source,
  since: string,
  { shop, ask, cursors, clock, overlapMs, signal, tell }: SweepOptions,
): Promise<readonly [Findings, boolean]> {
  const { name, ageMs, isSorted } = source
  const until = clock.now() - ageMs
  const isAgain = ageMs > 0
  if (isAgain && until - Date.parse(since) < AGAIN_MS) return [noFindings, true]

  const settled = iso(clock.now() - overlapMs)
  const move = (to: string) => advance(cursors, shop, name, to < settled ? to : settled)
  let told = noFindings
  let furthest = since
  for await (const page of source.pages(ask, since, isAgain ? iso(until) : undefined)) {
    told = sumOfFindings(told, await tell(page))
    for (const { at } of page) if (at > furthest) furthest = at
    if (isSorted) await move(furthest)
    if (signal?.aborted) return [told, false]
  }
  await move(isAgain ? iso(until) : furthest)
  return [told, true]
}
