/** What a shop says of itself, and what it sells as far as others refer to it. */
import { listing } from '../graphql/connection.ts'
import type { Resolvers } from '../graphql/execute.ts'
import { type Filters, matching } from '../graphql/search.ts'
import { metafieldsFields } from './metafields.ts'
import { minorOf, moneyV2 } from './money.ts'
import { byNumber, gid, type Node, numberOf } from './node.ts'
import type { Shop } from './shop.ts'

/** The shop, and the app in it. */
function addShopNodes(shop: Shop): { readonly shop: Node; readonly installation: Node } {
  const { domain, setup, currency, currencies } = shop
  const [id, installationId] = [shop.nextId('Shop'), shop.nextId('AppInstallation')]
  const own = {
    id,
    name: setup.name ?? domain.split('.')[0],
    myshopifyDomain: domain,
    url: `https://${domain}`,
    primaryDomain: { id: shop.nextId('Domain'), host: domain, url: `https://${domain}`, sslEnabled: true },
    email: `shop@${domain}`,
    contactEmail: `shop@${domain}`,
    currencyCode: currency,
    enabledPresentmentCurrencies: [...currencies],
    ianaTimezone: setup.timezone ?? 'Europe/Berlin',
    taxesIncluded: true,
    plan: { displayName: 'Basic', publicDisplayName: 'Basic', partnerDevelopment: false, shopifyPlus: false },
    createdAt: shop.now(),
    updatedAt: shop.now(),
    ...metafieldsFields(shop, id),
  }
  const installation = {
    id: installationId,
    accessScopes: (setup.scopes ?? []).map((handle) => ({ handle, description: handle })),
    ...metafieldsFields(shop, installationId),
  }
  return { shop: shop.add(own), installation: shop.add(installation) }
}

export interface ProductInput {
  /** The number of the id, of its one variant as well. */
  readonly id?: number | string
  readonly title?: string
  /** As a decimal. */
  readonly price: string
}
interface Product extends Node {
  readonly title: string
  readonly tags: readonly string[]
}
const productFilters: Filters<Product> = {
  id: ({ id }) => numberOf(id),
  title: ({ title }) => title,
  tag: ({ tags }) => tags,
}
/** A product with one variant. */
export function addProduct(
  shop: Shop,
  { id: number, title = 'Tea', price }: ProductInput,
): Node & { readonly variant: Node } {
  const id = number === undefined ? shop.nextId('Product') : gid('Product', number)
  const cost = moneyV2(minorOf({ amount: price, currencyCode: shop.currency }), shop.currency)
  const variant = shop.add({
    id: gid('ProductVariant', numberOf(id)),
    title: 'Default Title',
    displayName: title,
    sku: null,
    price: cost.amount,
    product: () => shop.node(id),
  })
  const product = {
    id,
    legacyResourceId: String(numberOf(id)),
    title,
    handle: title.toLowerCase().replace(/\W+/g, '-'),
    status: 'ACTIVE',
    tags: [] as readonly string[],
    priceRangeV2: { minVariantPrice: cost, maxVariantPrice: cost },
    createdAt: shop.now(),
    updatedAt: shop.now(),
    variant,
    variants: [variant],
    ...metafieldsFields(shop, id),
  }
  return shop.add(product)
}

export const shopResolvers = (shop: Shop) => {
  const nodes = addShopNodes(shop)
  return {
    shop: () => nodes.shop,
    currentAppInstallation: () => nodes.installation,
    product: ({ id }: { id: string }) => shop.find('Product', id) ?? null,
    products: ({ query }: { query?: string | null }) =>
      listing(shop.all<Product>('Product').filter(matching(query, productFilters)), byNumber),
    productVariant: ({ id }: { id: string }) => shop.find('ProductVariant', id) ?? null,
    job: ({ id }: { id: string }) => shop.find('Job', id) ?? null,
    node: ({ id }: { id: string }) => shop.node(id) ?? null,
    nodes: ({ ids }: { ids: readonly string[] }) => ids.map((id) => shop.node(id) ?? null),
  } satisfies Resolvers
}
