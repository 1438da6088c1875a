/** What is told of a page that was seen: which it is, and whether a visit began there. */
import type { events, NewEventOf } from '@motkit/core'
import { defined } from '../facts/fact.ts'
import { arrivalOf } from './arrival.ts'
import { publicReferrer, publicUrl } from './public-url.ts'
import type { Happened, Said } from './standard-events.ts'

export type PageKind = NonNullable<NewEventOf<typeof events.pageViewed>['data']['kind']>
const LOCALE = /^\/[a-z]{2}(-[a-z]{2})?(?=\/|$)/i
const kinds: Readonly<Record<string, PageKind | 'told' | 'checkout'>> = {
  '': 'home',
  pages: 'content',
  blogs: 'content',
  policies: 'help',
  products: 'told',
  search: 'told',
  cart: 'told',
  checkouts: 'checkout',
}

/** The kind of a page by its path; 'told' where an event of its own tells of it. */
function kindOf(path: string): PageKind | 'told' | 'checkout' {
  const [, area = '', rest] = path.replace(LOCALE, '').split('/')
  if (area === 'collections') return rest ? 'told' : 'category'
  return Object.hasOwn(kinds, area) ? (kinds[area] ?? 'other') : 'other'
}

/** A landing, and a page that no other event tells of: products, lists, searches, carts and checkouts do by themselves. */
export function pageSays({ page = {}, ignore, pageKind }: Happened): Said[] {
  const address = page.url === undefined ? undefined : publicUrl(page.url)
  if (address === undefined) {
    ignore('page.url', 'expected the address of the page')
    return []
  }
  const url = new URL(address)
  const from = page.referrer === undefined ? undefined : publicReferrer(page.referrer)
  const kind = kindOf(url.pathname)
  const arrival = kind === 'checkout' ? undefined : arrivalOf(url, from === undefined ? undefined : new URL(from))
  const where = { url: url.origin + url.pathname, ...defined({ referrer: from }) }
  const isTold = kind === 'told' || kind === 'checkout'
  return [
    ...(arrival ? [{ type: 'visit.started' as const, data: { ...where, ...arrival } }] : []),
    ...(isTold ? [] : [{ type: 'page.viewed' as const, data: { ...where, kind: pageKind(url.pathname) ?? kind } }]),
  ]
}
