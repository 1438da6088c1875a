/** One operation of each kind: carried out twice does it twice, twice is once, and asks only. */
import { defineOperation } from '@motkit/shopify'
import { z } from 'zod'
import { type AdminAnswer, json } from './admin-server.ts'

export const SHOP = 'tea.myshopify.com'
export const credit = defineOperation<{ amount: string }>()({
  name: 'credit',
  document: `mutation credit($amount: Decimal!) {
    storeCreditAccountCredit(amount: $amount) { balance userErrors { field code message } }
  }`,
  result: z.object({ storeCreditAccountCredit: z.object({ balance: z.string() }) }),
})
export const tag = defineOperation<{ tags: readonly string[] }>()({
  name: 'tag',
  document: 'mutation tag($tags: [String!]!) { tagsAdd(tags: $tags) { userErrors { field message } } }',
  result: z.object({ tagsAdd: z.object({}) }),
  repeatable: true,
})
export const name = defineOperation<object>()({
  name: 'name',
  document: 'query name { shop { name } }',
  result: z.object({ shop: z.object({ name: z.string() }) }),
})
const dataOf = (query: string) => {
  if (query === name.document) return { shop: { name: 'Tea' } }
  return query === tag.document
    ? { tagsAdd: { userErrors: [] } }
    : { storeCreditAccountCredit: { balance: '5.00', userErrors: [] } }
}
/** Carries out whatever it is. */
export const done: AdminAnswer = (response, { query }, _request, extensions = {}) =>
  json(response, { data: dataOf(query), extensions })
