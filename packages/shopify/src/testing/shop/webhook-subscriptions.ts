/** Subscriptions to webhooks: one of a topic to an address. */
import { listing } from '../graphql/connection.ts'
import type { Resolvers } from '../graphql/execute.ts'
import { byNumber, type Node, numberOf } from './node.ts'
import type { Shop } from './shop.ts'
import type { UserError } from './user-errors.ts'

export interface WebhookSubscription extends Node {
  readonly topic: string
  uri: string
  format: string
  updatedAt: string
}
interface SubscriptionInput {
  readonly uri?: string | null
  readonly callbackUrl?: string | null
  readonly format?: string | null
  readonly filter?: string | null
  readonly includeFields?: readonly string[] | null
  readonly metafieldNamespaces?: readonly string[] | null
  readonly name?: string | null
}
interface Asked {
  readonly topics?: readonly string[] | null
  readonly uri?: string | null
  readonly callbackUrl?: string | null
  readonly format?: string | null
}

export const webhookResolvers = (shop: Shop, version: string) => {
  const all = () => shop.all<WebhookSubscription>('WebhookSubscription')
  const find = (id: string) => shop.find<WebhookSubscription>('WebhookSubscription', id)
  const missing: readonly UserError[] = [{ field: ['id'], message: 'Webhook subscription does not exist' }]
  const refusal = (topic: string, uri: string, own?: string): readonly UserError[] => {
    const field = ['webhookSubscription', 'uri']
    if (!/^(https:\/\/|arn:aws:events:|pubsub:\/\/)/.test(uri)) return [{ field, message: 'Address is invalid' }]
    const taken = all().some((one) => one.id !== own && one.topic === topic && one.uri === uri)
    return taken ? [{ field, message: 'Address for this topic has already been taken' }] : []
  }
  return {
    webhookSubscription: ({ id }: { id: string }) => find(id) ?? null,
    webhookSubscriptions: ({ topics, uri, callbackUrl, format }: Asked) =>
      listing(
        all().filter(
          (one) =>
            (!topics || topics.includes(one.topic)) &&
            (!(uri ?? callbackUrl) || one.uri === (uri ?? callbackUrl)) &&
            (!format || one.format === format),
        ),
        byNumber,
      ),
    webhookSubscriptionCreate({
      topic,
      webhookSubscription: input,
    }: {
      topic: string
      webhookSubscription: SubscriptionInput
    }) {
      const uri = input.uri ?? input.callbackUrl ?? ''
      const userErrors = refusal(topic, uri)
      return {
        webhookSubscription: userErrors.length > 0 ? null : subscribe(shop, version, topic, uri, input),
        userErrors,
      }
    },
    webhookSubscriptionUpdate({
      id,
      webhookSubscription: input,
    }: {
      id: string
      webhookSubscription: SubscriptionInput
    }) {
      const found = find(id)
      if (!found) return { webhookSubscription: null, userErrors: missing }
      const { uri: given, callbackUrl, ...more } = input
      const uri = given ?? callbackUrl ?? found.uri
      const userErrors = refusal(found.topic, uri, id)
      if (userErrors.length === 0) Object.assign(found, { ...more, uri, updatedAt: shop.now() })
      return { webhookSubscription: userErrors.length > 0 ? null : found, userErrors }
    },
    webhookSubscriptionDelete({ id }: { id: string }) {
      if (!find(id)) return { deletedWebhookSubscriptionId: null, userErrors: missing }
      shop.remove(id)
      return { deletedWebhookSubscriptionId: id, userErrors: [] }
    },
  } satisfies Resolvers
}

function subscribe(
  shop: Shop,
  version: string,
  topic: string,
  uri: string,
  input: SubscriptionInput,
): WebhookSubscription {
  const id = shop.nextId('WebhookSubscription')
  const now = shop.now()
  const subscription = {
    id,
    legacyResourceId: String(numberOf(id)),
    topic,
    uri,
    format: input.format ?? 'JSON',
    filter: input.filter ?? null,
    includeFields: input.includeFields ?? [],
    metafieldNamespaces: input.metafieldNamespaces ?? [],
    metafields: [],
    name: input.name ?? null,
    apiVersion: { handle: version, displayName: version, supported: true },
    createdAt: now,
    updatedAt: now,
    callbackUrl: () => subscription.uri,
    endpoint: () => ({ __typename: 'WebhookHttpEndpoint', callbackUrl: subscription.uri }),
  } satisfies WebhookSubscription & Record<string, unknown>
  return shop.add(subscription)
}
