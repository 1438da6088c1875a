/** Shopify's search syntax (https://shopify.dev/docs/api/usage/search-syntax), over what a resource says can be searched. */
import { GraphQLError } from 'graphql'

type Value = string | number | boolean | null | undefined
/** What an item says of a filter's name, as `updated_at`; several where one of them is enough. */
export type Filters<T> = Readonly<Record<string, (item: T) => Value | readonly Value[]>>
type Matcher<T> = (item: T) => boolean

const TOKENS = /\s*(\(|\)|-(?=[\w("'])|"[^"]*"|'[^']*'|[\w.]+:(?:<=|>=|<|>)?|[^\s()]+)/gy

/**
 * @param texts where a word without a name is looked for; by default in all
 * @throws GraphQLError where a filter is none of `filters`, or the query is none
 */
export function matching<T>(
  query: string | null | undefined,
  filters: Filters<T>,
  texts: (item: T) => readonly Value[] = (item) => Object.values(filters).flatMap((filter) => filter(item)),
): Matcher<T> {
  if (!query?.trim()) return () => true
  const tokens = [...query.trim().matchAll(TOKENS)].map(([, token = '']) => token)
  let at = 0
  const peek = () => tokens[at]
  const take = () => tokens[at++]

  const alternatives = (): Matcher<T> => {
    const found = [all()]
    while (peek() === 'OR' && take()) found.push(all())
    return (item) => found.some((matches) => matches(item))
  }
  const all = (): Matcher<T> => {
    const found = [term()]
    while (peek() !== undefined && peek() !== 'OR' && peek() !== ')') {
      if (peek() === 'AND') take()
      found.push(term())
    }
    return (item) => found.every((matches) => matches(item))
  }
  const term = (): Matcher<T> => {
    const token = take()
    if (token === undefined || token === ')') throw refused(`the query ends too early: ${query}`)
    if (token === '-' || token === 'NOT') {
      const denied = term()
      return (item) => !denied(item)
    }
    if (token === '(') {
      const inner = alternatives()
      if (take() !== ')') throw refused(`a parenthesis is missing: ${query}`)
      return inner
    }
    const [, name, comparator] = /^([\w.]+):(<=|>=|<|>)?$/.exec(token) ?? []
    if (name === undefined) return anywhere(unquoted(token), texts)
    const filter = filters[name]
    if (!filter) throw refused(`the local Admin API has no filter ${name}, only ${Object.keys(filters).join(', ')}`)
    const wanted = take()
    if (wanted === undefined) throw refused(`${token} has no value`)
    const holds = comparison(comparator, unquoted(wanted))
    return (item) => [filter(item)].flat().some(holds)
  }
  const matches = alternatives()
  if (at < tokens.length) throw refused(`unexpected ${peek()}: ${query}`)
  return matches
}

const unquoted = (token: string): string => token.replace(/^(["'])(.*)\1$/, '$2')

function comparison(comparator: string | undefined, wanted: string): (value: Value) => boolean {
  const alternatives = wanted.split(',').map((part) => part.trim().toLowerCase())
  if (comparator === undefined) {
    return (value) => {
      if (value === null || value === undefined) return false
      if (wanted === '*') return true
      return alternatives.some((one) => order(value, one) === 0)
    }
  }
  return (value) => {
    if (value === null || value === undefined) return false
    const sign = order(value, wanted)
    if (comparator === '<') return sign < 0
    if (comparator === '<=') return sign <= 0
    return comparator === '>' ? sign > 0 : sign >= 0
  }
}
/** Numbers as numbers, instants as instants, anything else as text without case. */
function order(value: Exclude<Value, null | undefined>, wanted: string): number {
  if (typeof value === 'number') return value - Number(wanted.replace(/^gid:\/\/shopify\/\w+\//i, ''))
  const text = String(value).toLowerCase()
  const [a, b] = [Date.parse(String(value)), Date.parse(wanted)]
  if (/^\d{4}-\d\d-\d\dt/.test(text) && !Number.isNaN(b)) return a - b
  const other = wanted.toLowerCase()
  return text < other ? -1 : text > other ? 1 : 0
}
/** A word without a name is looked for in every text. */
const anywhere = <T>(word: string, texts: (item: T) => readonly Value[]): Matcher<T> => {
  const wanted = word.toLowerCase()
  return (item) => texts(item).some((text) => typeof text === 'string' && text.toLowerCase().includes(wanted))
}

const refused = (message: string) => new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } })
