/** Which tables hold something of a shop or of a customer: read from the catalogue, so that none is forgotten here. */
import type { Customer } from '@motkit/core'
import type { Ask } from '../postgres/database.ts'
import { customerName } from './names.ts'
import type { Whose } from './proofs.ts'

interface Table {
  readonly name: string
  /** The column that says whose it is. */
  readonly scope: 'shop' | 'tenant'
  readonly hasCustomer: boolean
}
/** They tell what was done, and that something is not to be done. */
const LASTING = ['shopify_proof', 'shopify_shop', 'paused']
const DELIVERIES = 'shopify_delivery'

async function tablesOf(ask: Ask): Promise<readonly Table[]> {
  return ask<Table>(
    `select c.relname as name, case when bool_or(a.attname = 'shop') then 'shop' else 'tenant' end as scope,
      bool_or(a.attname = 'customer') as "hasCustomer"
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'motkit'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> all($1)
    group by c.relname having bool_or(a.attname in ('shop', 'tenant')) order by 1`,
    [LASTING],
  )
}
const isOurs = ({ name }: Table): boolean => name.startsWith('shopify_')

/** Under all names that the engine's tables and ours may have for somebody, those linked to them included. */
async function namesOf(ask: Ask, tenant: string, customers: readonly Customer[]): Promise<readonly string[]> {
  const own = customers.map(customerName)
  const global = customers.flatMap((customer) => ('id' in customer ? [`gid://shopify/Customer/${customer.id}`] : []))
  const [known] = await ask<{ isThere: boolean }>(`select to_regclass('motkit.journey') is not null as "isThere"`)
  if (!known?.isThere) return [...own, ...global]
  const linked = await ask<{ name: string }>(
    `with canonical as (
      select coalesce(j.linked_to, n.name) as name
      from unnest($2::text[]) as n(name) left join motkit.journey j on j.tenant = $1 and j.customer = n.name
    )
    select name from canonical union
    select j.customer from motkit.journey j join canonical c on j.linked_to = c.name where j.tenant = $1`,
    [tenant, own],
  )
  return [...new Set([...own, ...global, ...linked.map(({ name }) => name)])]
}

interface Found extends Table {
  readonly where: string
  readonly values: unknown[]
}
/** Of each table, which rows are somebody's; tables that know no customers have none of theirs. */
async function find(ask: Ask, { shop, tenant, customers }: Whose): Promise<readonly Found[]> {
  const tables = await tablesOf(ask)
  const of = (table: Table): unknown => (table.scope === 'shop' ? shop : tenant)
  if (!customers) return tables.map((table) => ({ ...table, where: `${table.scope} = $1`, values: [of(table)] }))
  const names = await namesOf(ask, tenant, customers)
  return tables
    .filter(({ hasCustomer }) => hasCustomer)
    .map((table) => ({
      ...table,
      where: `${table.scope} = $1 and customer = any($2)`,
      values: [of(table), names],
    }))
}
export async function count(ask: Ask, whose: Whose): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { name, where, values } of await find(ask, whose)) {
    const [row] = await ask<{ n: number }>(`select count(*)::int as n from motkit.${name} where ${where}`, values)
    counts[name] = row?.n ?? 0
  }
  return counts
}
export async function kept(ask: Ask, whose: Whose): Promise<Record<string, readonly unknown[]>> {
  const all: Record<string, readonly unknown[]> = {}
  for (const { name, where, values } of (await find(ask, whose)).filter(isOurs)) {
    const rows = await ask<{ row: unknown }>(
      `select to_json(one) as row from motkit.${name} one where ${where}`,
      values,
    )
    if (rows.length > 0) all[name] = rows.map(({ row }) => row)
  }
  return all
}
export async function remove(ask: Ask, whose: Whose, except: string): Promise<void> {
  for (const { name, where, values } of (await find(ask, whose)).filter(isOurs)) {
    const isAsking = name === DELIVERIES ? ` and id <> $${values.length + 1}` : ''
    await ask(`delete from motkit.${name} where ${where}${isAsking}`, isAsking ? [...values, except] : values)
  }
}
