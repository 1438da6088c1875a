/**
 * `customer.describe` and `order.describe`: one metafield each, of JSON, so that themes and other apps see points and tier
 * without asking motkit. What is of later wins, whoever writes first.
 */
import { isRefusedBy, refusal } from './errors.ts'
import { defineMetafield, readMetafield, writeMetafield } from './operations/customers.ts'
import { ask, type Calling, tryTo } from './shop.ts'

export interface MetafieldOptions {
  /** Default: `$app:mot`, which only this app writes. With `mot`, themes read it by `customer.metafields.mot.loyalty`. */
  readonly namespace?: string
}
/** The key of the metafield, of customers and of orders. */
const KEY = 'loyalty'
const NAMESPACE = '$app:mot'
/** So often it is read and written, where others write at the same time. */
const TRIES = 5

/** What is written, as it was at an instant. */
export interface Description {
  readonly at: string
  readonly [name: string]: unknown
}
const isOlder = (written: string, at: string): boolean => {
  try {
    return String((JSON.parse(written) as Partial<Description>).at ?? '') <= at
  } catch {
    return true
  }
}

/** @param owner the gid of a customer or an order */
export async function describe(
  calling: Calling,
  owner: string,
  said: Description,
  { namespace = NAMESPACE }: MetafieldOptions = {},
): Promise<'written' | 'skipped'> {
  const value = JSON.stringify(said)
  for (let attempt = 1; ; attempt++) {
    const written = await ask(calling, readMetafield, { owner, namespace, key: KEY })
    if (written?.value === value || (written && !isOlder(written.value, said.at))) return 'skipped'
    const compareDigest = written?.compareDigest ?? null
    const field = { ownerId: owner, namespace, key: KEY, type: 'json', value, compareDigest }
    const done = await tryTo(calling, writeMetafield, { field })
    if (done.ok) return 'written'
    if (!isRefusedBy(done.error, 'STALE_OBJECT') || attempt === TRIES) throw refusal(done.error)
  }
}

/**
 * Makes the definitions of both metafields, where they are not there: with them they show in the shop's admin, and the
 * storefront can read them. Once for each shop, as after the app was installed.
 * @throws MotError what the Admin API answered
 */
export async function defineMetafields(
  calling: Omit<Calling, 'signal'>,
  { namespace = NAMESPACE }: MetafieldOptions = {},
): Promise<void> {
  for (const [ownerType, name] of [
    ['CUSTOMER', 'Points and tier'],
    ['ORDER', 'Points of the order'],
  ]) {
    const access = {
      storefront: 'PUBLIC_READ',
      ...(namespace.startsWith('$app') && { admin: 'MERCHANT_READ' }),
    }
    const definition = { name, ownerType, namespace, key: KEY, type: 'json', access }
    const said = await calling.admin.run(calling.shop, defineMetafield, { definition })
    if (!said.ok && !isRefusedBy(said.error, 'TAKEN')) throw refusal(said.error)
  }
}
