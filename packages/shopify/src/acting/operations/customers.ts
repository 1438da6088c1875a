/** What is written to a customer or an order: tags, consents, metafields; and Flow, which is told of a customer. */
import * as z from 'zod'
import { defineOperation } from '../../admin/operation.ts'
import { instant, text } from './fields.ts'

export const addTags = defineOperation<{ id: string; tags: readonly string[] }>()({
  name: 'addTags',
  document: `mutation addTags($id: ID!, $tags: [String!]!) {
    tagsAdd(id: $id, tags: $tags) { userErrors { field message } }
  }`,
  result: z.object({ tagsAdd: z.object({}) }),
  repeatable: true,
})
export const removeTags = defineOperation<{ id: string; tags: readonly string[] }>()({
  name: 'removeTags',
  document: `mutation removeTags($id: ID!, $tags: [String!]!) {
    tagsRemove(id: $id, tags: $tags) { userErrors { field message } }
  }`,
  result: z.object({ tagsRemove: z.object({}) }),
  repeatable: true,
})

const consent = z.object({ marketingState: text, marketingUpdatedAt: instant.nullable() }).nullable()
export const readConsents = defineOperation<{ id: string }>()({
  name: 'readConsents',
  document: `query readConsents($id: ID!) {
    customer(id: $id) {
      defaultEmailAddress { marketingState marketingUpdatedAt }
      defaultPhoneNumber { marketingState marketingUpdatedAt }
    }
  }`,
  result: z
    .object({ customer: z.object({ defaultEmailAddress: consent, defaultPhoneNumber: consent }).nullable() })
    .transform(({ customer }) => ({ email: customer?.defaultEmailAddress, sms: customer?.defaultPhoneNumber })),
})
export interface ConsentInput {
  readonly marketingState: 'SUBSCRIBED' | 'UNSUBSCRIBED'
  readonly marketingOptInLevel?: string
  readonly consentUpdatedAt: string
}
export const updateEmailConsent = defineOperation<{
  input: { customerId: string; emailMarketingConsent: ConsentInput }
}>()({
  name: 'updateEmailConsent',
  document: `mutation updateEmailConsent($input: CustomerEmailMarketingConsentUpdateInput!) {
    customerEmailMarketingConsentUpdate(input: $input) { userErrors { field code message } }
  }`,
  result: z.object({ customerEmailMarketingConsentUpdate: z.object({}) }),
  repeatable: true,
})
export const updateSmsConsent = defineOperation<{
  input: { customerId: string; smsMarketingConsent: ConsentInput }
}>()({
  name: 'updateSmsConsent',
  document: `mutation updateSmsConsent($input: CustomerSmsMarketingConsentUpdateInput!) {
    customerSmsMarketingConsentUpdate(input: $input) { userErrors { field code message } }
  }`,
  result: z.object({ customerSmsMarketingConsentUpdate: z.object({}) }),
  repeatable: true,
})

export const readMetafield = defineOperation<{ owner: string; namespace: string; key: string }>()({
  name: 'readMetafield',
  document: `query readMetafield($owner: ID!, $namespace: String!, $key: String!) {
    node(id: $owner) { ... on HasMetafields { metafield(namespace: $namespace, key: $key) { value compareDigest } } }
  }`,
  result: z
    .object({
      node: z.object({ metafield: z.object({ value: text, compareDigest: text }).nullish() }).nullable(),
    })
    .transform(({ node }) => node?.metafield ?? undefined),
})
/** Sent again, it is refused with STALE_OBJECT, unless it writes what is there. */
export const writeMetafield = defineOperation<{
  field: {
    ownerId: string
    namespace: string
    key: string
    type: string
    value: string
    compareDigest: string | null
  }
}>()({
  name: 'writeMetafield',
  document: `mutation writeMetafield($field: MetafieldsSetInput!) {
    metafieldsSet(metafields: [$field]) { userErrors { field code message } }
  }`,
  result: z.object({ metafieldsSet: z.object({}) }),
  repeatable: true,
})
/** Sent again, it is refused with TAKEN. */
export const defineMetafield = defineOperation<{ definition: object }>()({
  name: 'defineMetafield',
  document: `mutation defineMetafield($definition: MetafieldDefinitionInput!) {
    metafieldDefinitionCreate(definition: $definition) { userErrors { field code message } }
  }`,
  result: z.object({ metafieldDefinitionCreate: z.object({}) }),
  repeatable: true,
})

/** Sent twice, the workflows run twice. */
export const triggerFlow = defineOperation<{ handle: string; payload: object }>()({
  name: 'triggerFlow',
  document: `mutation triggerFlow($handle: String!, $payload: JSON!) {
    flowTriggerReceive(handle: $handle, payload: $payload) { userErrors { field message } }
  }`,
  result: z.object({ flowTriggerReceive: z.object({}) }),
})
