/** One attempt to call the Admin API, by Shopify's client. Whether there is another is decided elsewhere. */
import { createAdminApiClient } from '@shopify/admin-api-client'
import type { Operation } from './operation.ts'
import { lost, type Outcome, outcomeOf, outcomeOfStatus } from './outcome.ts'
import { isUnsent } from './unsent.ts'

export interface Sender {
  readonly fetch: typeof fetch
  readonly apiVersion: string
  readonly shop: string
  readonly token: string
  /** Milliseconds since 1970, for a `Retry-After` that is a date. */
  readonly now: number
}
const LONGEST_TEXT = 500

/** @throws whatever JSON refuses of the variables */
export async function send<V extends object, R>(
  { fetch, apiVersion, shop, token, now }: Sender,
  { document, kind }: Operation<V, R>,
  variables: V,
  signal: AbortSignal,
): Promise<Outcome> {
  let wasAsked = false
  let thrown: unknown
  const client = createAdminApiClient({
    storeDomain: shop,
    apiVersion,
    accessToken: token,
    retries: 0, // its own would repeat a mutation whose answer was lost, and read `Retry-After` as milliseconds
    logger: () => undefined, // without one it writes to the console
    async customFetchApi(url, init) {
      wasAsked = true
      try {
        // A redirect would carry the token to another host.
        return await fetch(url, { ...(init as RequestInit), redirect: 'manual' })
      } catch (error) {
        thrown = error
        throw error
      }
    },
  })
  const { data, errors, extensions } = await client.request(document, { variables, signal })
  if (!errors) return outcomeOf({ data: data ?? {}, extensions }, kind)
  const { networkStatusCode: status, response, message = 'no answer', graphQLErrors } = errors
  if (!wasAsked) throw new TypeError(message)
  if (status === undefined || response === undefined)
    return { kind: isUnsent(thrown) ? 'unsent' : 'lost', cause: thrown }
  if (!response.ok) return outcomeOfStatus(status, await textOf(response), retryAfterMs(response, now))
  if (!graphQLErrors) return lost(message)
  return outcomeOf({ data, errors: graphQLErrors, extensions }, kind)
}

const textOf = async (response: Response): Promise<string> => {
  const text = await response.text().catch(() => '')
  return text.slice(0, LONGEST_TEXT) || response.statusText
}
/** `Retry-After` is in seconds, which Shopify writes as `2.0`, or a date. */
function retryAfterMs({ headers }: Response, now: number): number | undefined {
  const value = headers.get('retry-after')
  if (value === null) return undefined
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
