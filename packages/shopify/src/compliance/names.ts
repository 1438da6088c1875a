/** Names of customers: as the engine keeps them, and as a proof does. */
import { createHmac } from 'node:crypto'
import type { Customer } from '@motkit/core'

/** As the engine's tables have it. */
export const customerName = (customer: Customer): string =>
  'id' in customer ? `id:${customer.id}` : `anonymous:${customer.anonymousId}`

/** The same hash that the engine leaves of somebody who was erased, where it has the same key: whoever has it can tell that a proof is theirs. */
export const hashedName = (key: string, tenant: string, customer: Customer): string =>
  createHmac('sha256', key)
    .update(`${tenant}/${customerName(customer)}`)
    .digest('base64url')
