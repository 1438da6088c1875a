/** Whether a body that waits, or is dead, speaks of what Shopify wants forgotten. */
import { parseBody } from '../facts/json.ts'
import type { ReceivedDelivery } from './store.ts'

/** Whom `customers/redact` names: by ids, addresses and orders. */
interface Redacted {
  readonly customer?: { readonly id?: unknown; readonly email?: unknown; readonly phone?: unknown } | null
  readonly orders_to_redact?: readonly unknown[] | null
}

/** Tells which bodies of the shop are to be deleted; nothing where the delivery does not ask for it. */
export function redactionOf({ topic, body }: ReceivedDelivery): ((body: Uint8Array) => boolean) | undefined {
  if (topic === 'shop/redact') return () => true
  if (topic !== 'customers/redact') return undefined
  const { customer, orders_to_redact } = parseBody(body) as Redacted
  const names = [customer?.id, customer?.email, customer?.phone, ...(orders_to_redact ?? [])]
    .map((name) => String(name ?? ''))
    .filter((name) => name !== '')
  if (names.length === 0) return undefined
  // A name within a longer one is another's.
  const named = new RegExp(`(?<![\\w.+-])(?:${names.map(literal).join('|')})(?![\\w-]|\\.\\w)`, 'i')
  return (other) => named.test(new TextDecoder().decode(other))
}
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
