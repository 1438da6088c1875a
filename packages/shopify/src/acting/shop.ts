/** A shop as handlers see it: its Admin API, whose failures are thrown, and Shopify's ids. */
import type { Customer, Result } from '@motkit/core'
import type { ShopifyAdmin } from '../admin/admin.ts'
import type { AdminCode } from '../admin/errors.ts'
import type { Operation } from '../admin/operation.ts'
import { actingError, refusal } from './errors.ts'

export interface Calling {
  readonly admin: ShopifyAdmin
  /** As `tea.myshopify.com`. */
  readonly shop: string
  readonly signal: AbortSignal
}

/** @throws what the Admin API answered, with the place of the first reason */
export async function ask<V extends object, R>(calling: Calling, operation: Operation<V, R>, variables: V): Promise<R> {
  const said = await tryTo(calling, operation, variables)
  if (!said.ok) throw refusal(said.error)
  return said.value
}
export const tryTo = <V extends object, R>(
  { admin, shop, signal }: Calling,
  operation: Operation<V, R>,
  variables: V,
): Promise<Result<R, AdminCode>> => admin.run(shop, operation, variables, { signal })

type Kind = 'Customer' | 'Order' | 'Product' | 'ProductVariant'

/** Events carry the numbers of Shopify's ids. @throws MotError SHOPIFY_ID_INVALID */
export function gidOf(kind: Kind, id: string, path: string): string {
  if (/^\d+$/.test(id)) return `gid://shopify/${kind}/${id}`
  if (new RegExp(`^gid://shopify/${kind}/\\d+$`).test(id)) return id
  throw actingError('SHOPIFY_ID_INVALID', { path, expected: `the id of a ${kind} in Shopify`, received: id })
}
/** Undefined for somebody whom Shopify does not know. */
export const customerGid = (customer: Customer): string | undefined =>
  'id' in customer ? gidOf('Customer', customer.id, 'customer.id') : undefined
