/** Paging as Shopify does it: `first` with `after`, `last` with `before`, at most 250, a cursor that outlives changes. */
import { GraphQLError } from 'graphql'

export interface PageArguments {
  readonly first?: number | null
  readonly last?: number | null
  readonly after?: string | null
  readonly before?: string | null
  readonly reverse?: boolean | null
}
/** Where an item stands: what it is sorted by, then its number. */
export type Position = readonly [by: string | number, number: number]

/** Items for a connection, with where each stands; a list without that stands as it is. */
export interface Listing<T> {
  readonly items: readonly T[]
  readonly positionOf: (item: T) => Position
}
export const listing = <T>(items: readonly T[], positionOf: (item: T) => Position): Listing<T> => ({
  items,
  positionOf,
})
export const isListing = <T>(value: unknown): value is Listing<T> =>
  typeof value === 'object' && value !== null && 'positionOf' in value

export interface Connection<T> {
  readonly nodes: readonly T[]
  readonly edges: readonly { readonly cursor: string; readonly node: T }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

const MOST = 250
/** @throws GraphQLError where the arguments are not those of a page */
export function toConnection<T>(list: Listing<T> | readonly T[], page: PageArguments): Connection<T> {
  const size = page.first ?? page.last
  if (size === null || size === undefined) throw refused('you must provide one of first or last')
  if (size < 0 || size > MOST) throw refused(`${size} is not a page size between 0 and ${MOST}`)
  return pageOf(list, page, size)
}
/** All of it in one page, as a bulk operation takes it. */
export const toWhole = <T>(list: Listing<T> | readonly T[], { reverse = false }: PageArguments): Connection<T> =>
  pageOf(list, { reverse }, Number.POSITIVE_INFINITY)

function pageOf<T>(list: Listing<T> | readonly T[], page: PageArguments, size: number): Connection<T> {
  const items = isListing<T>(list) ? list.items : list
  const positionOf = (item: T, index: number): Position => (isListing(list) ? list.positionOf(item) : [index, 0])
  const direction = page.reverse ? -1 : 1
  const sorted = items
    .map((item, index) => ({ item, position: positionOf(item, index) }))
    .sort((a, b) => direction * compare(a.position, b.position))
  const after = page.after ? positionAt(page.after) : undefined
  const before = page.before ? positionAt(page.before) : undefined
  const start = after ? sorted.findIndex(({ position }) => direction * compare(position, after) > 0) : 0
  const stop = before ? sorted.findIndex(({ position }) => direction * compare(position, before) >= 0) : -1
  const range = sorted.slice(start < 0 ? sorted.length : start, stop < 0 ? sorted.length : stop)
  const chosen = typeof page.last === 'number' ? range.slice(Math.max(0, range.length - size)) : range.slice(0, size)
  const edges = chosen.map(({ item, position }) => ({ cursor: cursorOf(position), node: item }))
  return {
    nodes: edges.map(({ node }) => node),
    edges,
    pageInfo: {
      hasNextPage: chosen.length > 0 && chosen.at(-1) !== sorted.at(-1),
      hasPreviousPage: chosen.length > 0 && chosen[0] !== sorted[0],
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

const compare = ([a, m]: Position, [b, n]: Position): number => (a < b ? -1 : a > b ? 1 : m - n)
const cursorOf = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url')
function positionAt(cursor: string): Position {
  try {
    const position: Position = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (position.length === 2) return position
  } catch {}
  throw refused(`invalid cursor ${JSON.stringify(cursor)}`)
}
const refused = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } })
