/** What the merchant sees in Shopify's admin, of what the app has done there: a line for each thing. */
import type { LocalShop } from '@motkit/shopify/testing'

interface Seen {
  readonly customers: {
    readonly nodes: readonly {
      readonly displayName: string
      readonly metafield: { readonly jsonValue: { readonly points: number } } | null
      readonly storeCreditAccounts: { readonly nodes: readonly { readonly balance: { readonly amount: string } }[] }
    }[]
  }
  readonly codeDiscountNodes: {
    readonly nodes: readonly {
      readonly codeDiscount: {
        readonly title: string
        readonly codes: { readonly nodes: readonly { readonly code: string }[] }
      }
    }[]
  }
}
const query = `{
  customers(first: 10) {
    nodes {
      displayName
      metafield(namespace: "$app:mot", key: "loyalty") { jsonValue }
      storeCreditAccounts(first: 1) { nodes { balance { amount } } }
    }
  }
  codeDiscountNodes(first: 10) {
    nodes { codeDiscount { ... on DiscountCodeBasic { title codes(first: 1) { nodes { code } } } } }
  }
}`

export async function adminView(shop: LocalShop): Promise<readonly string[]> {
  const { customers, codeDiscountNodes } = await shop.ask<Seen>(query)
  const ofCustomers = customers.nodes.flatMap(({ displayName: name, metafield, storeCreditAccounts }) => [
    ...(metafield ? [`metafield of ${name}: ${metafield.jsonValue.points} points`] : []),
    ...storeCreditAccounts.nodes.map(
      ({ balance }) => `store credit of ${name}: ${Number(balance.amount).toFixed(2)} EUR`,
    ),
  ])
  const discounts = codeDiscountNodes.nodes.map(
    ({ codeDiscount: { title, codes } }) => `discount ${title}: ${codes.nodes.map(({ code }) => code).join(', ')}`,
  )
  return [...ofCustomers, ...discounts]
}
