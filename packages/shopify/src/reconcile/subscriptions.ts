/** Whether a shop sends what is wanted: Shopify deletes a subscription whose deliveries failed again and again, and says nothing. */
import { isMotError, type MotError } from '@motkit/core'
import * as z from 'zod'
import { defineOperation } from '../admin/operation.ts'
import { shopifyTopics } from '../facts/table.ts'
import type { Ask } from './ask.ts'
import { connection, PAGE_INFO } from './shapes.ts'

const subscription = z.object({
  id: z.string(),
  topic: z.string(),
  uri: z.string(),
  format: z.string(),
  filter: z.string().nullish(),
  includeFields: z.array(z.string()).nullish(),
})
type Subscription = z.output<typeof subscription>
const subscribed = z.object({ webhookSubscriptions: connection(subscription) })
type Subscribed = z.output<typeof subscribed>

const readSubscriptions = defineOperation<{ after: string | null }>()({
  name: 'motSubscriptions',
  document: `query motSubscriptions($after: String) {
    webhookSubscriptions(first: 100, after: $after) { nodes { id topic uri format filter includeFields } ${PAGE_INFO} }
  }`,
  result: subscribed,
})
const createSubscription = defineOperation<{ topic: string; uri: string }>()({
  name: 'motSubscribe',
  document: `mutation motSubscribe($topic: WebhookSubscriptionTopic!, $uri: String!) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) {
      webhookSubscription { id } userErrors { field message }
    }
  }`,
  result: z.object({ webhookSubscriptionCreate: z.object({}) }),
  repeatable: true, // a second one of the same topic and address is refused
})

export interface SubscriptionsOptions {
  /** Where the app receives webhooks: an https address, or that of a queue. */
  readonly uri: string
  /** Default: each of `shopifyTopics` that says or asks something, and is not subscribed to in the configuration file. */
  readonly topics?: readonly string[]
  /** Subscribes to what is missing. Default: false. */
  readonly create?: boolean
}
export interface SubscriptionFault {
  /** As `orders/create`. */
  readonly topic: string
  /**
   * `missing`: there is none, or it could not be made. `uri`: it goes elsewhere. `format`: it is no JSON. `fields`: it leaves
   * out `updated_at`, without which Shopify drops deliveries as duplicates. `filter`: it withholds deliveries.
   */
  readonly fault: 'missing' | 'uri' | 'format' | 'fields' | 'filter'
  /** The subscription's id, where there is one. */
  readonly subscription?: string
  /** What stands there. */
  readonly found?: string
  /** Why it could not be made. */
  readonly error?: MotError<string>
}
const wanted = shopifyTopics.filter(({ subscribedBy, silent }) => subscribedBy === 'api' && silent === undefined)
/** Topics whose payloads have an `updated_at`. */
const DATED = /^(?:ORDERS|CARTS|CHECKOUTS|FULFILLMENTS)_|^CUSTOMERS_(?:CREATE|UPDATE)$/
/** `orders/create` as the Admin API names it. */
const enumOf = (topic: string): string => topic.replaceAll(/[/.]/g, '_').toUpperCase()

/** Sees those of the shop alone: what the app's configuration file subscribes to is not among them. */
export async function checkSubscriptions(
  ask: Ask,
  { uri, topics = wanted.map(({ topic }) => topic), create = false }: SubscriptionsOptions,
): Promise<readonly SubscriptionFault[]> {
  const kept = await allOf(ask)
  const faults = topics.flatMap((topic) => faultsOf(topic, uri, kept))
  if (!create) return faults
  const left: SubscriptionFault[] = []
  for (const fault of faults) {
    const error = fault.fault === 'missing' ? await make(ask, enumOf(fault.topic), uri) : undefined
    if (error) left.push({ ...fault, error })
    else if (fault.fault !== 'missing') left.push(fault)
  }
  // Whom somebody else subscribed meanwhile is no fault.
  const now = left.some(({ fault }) => fault === 'missing') ? await allOf(ask) : []
  return left.filter(({ topic, fault }) => fault !== 'missing' || faultsOf(topic, uri, now).length > 0)
}

async function allOf(ask: Ask): Promise<readonly Subscription[]> {
  const all: Subscription[] = []
  for (let after: string | null = null; ; ) {
    const { webhookSubscriptions: page }: Subscribed = await ask(readSubscriptions, { after })
    all.push(...page.nodes)
    if (!page.pageInfo.hasNextPage || !page.pageInfo.endCursor) return all
    after = page.pageInfo.endCursor
  }
}
/** None where one of the topic's is as it should be. */
function faultsOf(topic: string, uri: string, kept: readonly Subscription[]): SubscriptionFault[] {
  const own = kept.filter((one) => one.topic === enumOf(topic))
  if (own.length === 0) return [{ topic, fault: 'missing' }]
  const faults = own.map((one) => faultOf(one, uri))
  if (faults.includes(undefined)) return []
  return own.flatMap(({ id }, n) => {
    const fault = faults[n]
    return fault ? [{ topic, subscription: id, ...fault }] : []
  })
}
function faultOf(one: Subscription, uri: string): Pick<SubscriptionFault, 'fault' | 'found'> | undefined {
  const { format, filter, includeFields: fields } = one
  if (one.uri !== uri) return { fault: 'uri', found: one.uri }
  if (format !== 'JSON') return { fault: 'format', found: format }
  if (filter) return { fault: 'filter', found: filter }
  const isWhole = !fields?.length || fields.includes('updated_at') || !DATED.test(one.topic)
  return isWhole ? undefined : { fault: 'fields', found: fields.join(', ') }
}
async function make(ask: Ask, topic: string, uri: string): Promise<MotError<string> | undefined> {
  try {
    await ask(createSubscription, { topic, uri })
    return undefined
  } catch (error) {
    if (isMotError(error) && (error.code === 'SHOPIFY_REFUSED' || error.code === 'SHOPIFY_SCOPE_MISSING')) return error
    throw error
  }
}
