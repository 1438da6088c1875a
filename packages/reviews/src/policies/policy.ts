/** The policy of one ask: the packs that apply to it together, and the strictest word of them on each question. */
import { reviewsError } from '../errors.ts'
import { type Channel, type PolicyPack, strictness } from './pack.ts'

/** The packs that apply to an ask: of the law where the customer is, and of where the review will stand. */
export interface Policy {
  readonly packs: readonly PolicyPack[]
}
/** An answer, and the pack that gave it; none where no pack speaks of it and the strictest answer counts. */
export interface Ruling<R extends string> {
  readonly rule: R
  readonly pack?: PolicyPack
}
export interface Notice {
  /** What it says; the text is the host's. */
  readonly id: string
  readonly in: 'request' | 'sign-up' | 'reviews'
  /** The ids of the packs that want it. */
  readonly packs: readonly string[]
}

const isOf = (destination: string) => (pack: PolicyPack) =>
  'destination' in pack.applies && pack.applies.destination === destination
/** The packs of countries; where there is none, nothing can be said of anybody. */
function lawsOf(packs: readonly PolicyPack[]): readonly PolicyPack[] {
  const laws = packs.filter(({ applies }) => 'countries' in applies)
  if (laws.length > 0) return laws
  throw reviewsError('POLICY_UNKNOWN', 'no policy pack is for any country', { path: 'policies' })
}
function rulesOf(packs: readonly PolicyPack[], destination: string): readonly PolicyPack[] {
  const rules = packs.filter(isOf(destination))
  if (rules.length > 0) return rules
  const known = packs.flatMap(({ applies }) => ('destination' in applies ? [applies.destination] : []))
  throw reviewsError('POLICY_UNKNOWN', `no policy pack is for the destination ${destination}`, {
    path: 'destination',
    expected: `one of ${known.join(', ')}`,
  })
}

/**
 * The packs for a customer of a country and a review that will stand at a destination. In Germany those of the EU and of
 * Germany; where the country is not known, or no pack is for it, those of all countries: the strictest counts.
 * @throws MotError POLICY_UNKNOWN where no pack is for the destination, or none for any country
 * @example policyFor(policyPacks, { country: 'DE', destination: 'google' })
 */
export function policyFor(
  packs: readonly PolicyPack[],
  { country, destination }: { readonly country?: string | undefined; readonly destination: string },
): Policy {
  const code = country?.toUpperCase() ?? ''
  const laws = lawsOf(packs)
  const there = laws.filter(({ applies }) => 'countries' in applies && applies.countries.includes(code))
  return { packs: [...(there.length > 0 ? there : laws), ...rulesOf(packs, destination)] }
}

function ruling<R extends string>(
  order: readonly R[],
  packs: readonly PolicyPack[],
  says: (pack: PolicyPack) => R | undefined,
): Ruling<R> {
  const said = packs.flatMap((pack): { rule: R; pack: PolicyPack }[] => {
    const rule = says(pack)
    return rule === undefined ? [] : [{ rule, pack }]
  })
  const [first, ...others] = said
  if (!first) return { rule: order.at(-1) as R }
  return others.reduce((most, one) => (order.indexOf(one.rule) > order.indexOf(most.rule) ? one : most), first)
}

/** What can be asked of a policy beside who may be asked. */
export type Term = Exclude<keyof typeof strictness, 'asking'>
type Rule<T extends keyof typeof strictness> = (typeof strictness)[T][number]

/**
 * The strictest word on incentives, gating or wording, and the pack that says it.
 * @example strictest(policy, 'incentives').rule // 'disclosed': allowed whatever the rating, and readers are told
 */
export const strictest = <T extends Term>({ packs }: Policy, term: T): Ruling<Rule<T>> =>
  ruling<Rule<T>>(strictness[term], packs, (pack) => pack[term] as Rule<T> | undefined)
/** The strictest word on who may be asked by a channel. */
export const askingBy = ({ packs }: Policy, channel: Channel): Ruling<Rule<'asking'>> =>
  ruling(strictness.asking, packs, (pack) => pack.asking?.[channel])

/**
 * What must be said, and where: once each, however many packs want it.
 * @example mustSay(policy, { hasIncentive: true }).filter((notice) => notice.in === 'request')
 */
export function mustSay({ packs }: Policy, { hasIncentive }: { readonly hasIncentive: boolean }): readonly Notice[] {
  const notices = new Map<string, Notice>()
  for (const { id: pack, says } of packs)
    for (const { id, in: place, when } of says) {
      if (when === 'incentive' && !hasIncentive) continue
      const key = `${place} ${id}`
      notices.set(key, { id, in: place, packs: [...(notices.get(key)?.packs ?? []), pack] })
    }
  return [...notices.values()]
}

/** What no customer can be asked with: forbidden at the destination, or by the law of every country there is a pack for. */
function refuse(packs: readonly PolicyPack[], destination: string, term: 'incentives' | 'gating'): void {
  const laws = lawsOf(packs)
  const there = strictest({ packs: rulesOf(packs, destination) }, term)
  const everywhere = laws.every((pack) => pack[term] === 'forbidden')
  const forbidding = there.pack && there.rule === 'forbidden' ? there.pack : everywhere ? laws[0] : undefined
  if (!forbidding) return
  const { name: policy, date, sources } = forbidding
  const source = sources[0]?.url ?? ''
  throw reviewsError('POLICY_FORBIDS', `${term} towards ${destination}: forbidden by ${policy} (${date}, ${source})`, {
    path: term,
    destination,
    policy,
    date,
    source,
  })
}

/**
 * For when the engine is made: refuses incentives that the destination, or every country's law, forbids. What the law of
 * one country forbids is for `strictest` to say, at each ask.
 * @throws MotError POLICY_FORBIDS with the pack's name, date and first source in `details.policy`, `date` and `source`;
 * POLICY_UNKNOWN
 */
export function refuseIncentives(
  packs: readonly PolicyPack[],
  destination: string,
  incentives: readonly unknown[],
): void {
  if (incentives.length > 0) refuse(packs, destination, 'incentives')
}
/** The same for choosing whom to ask by satisfaction. @throws MotError POLICY_FORBIDS, POLICY_UNKNOWN */
export const refuseGating = (packs: readonly PolicyPack[], destination: string): void =>
  refuse(packs, destination, 'gating')
