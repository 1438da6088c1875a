/** What a programme would give to customers of the shop: some of them, spread over all, and the same at each time. */
import { customerKey, customerOf, type Envelope } from '@motkit/core'
import { type LoyaltyOptions, simulate } from '@motkit/loyalty'
import type { SimulationAnswer } from '../api/admin/mot/answers'
import type { MotEngine } from '../engine'
import type { Database } from '../inbox/database'

export interface SimulationOptions {
  readonly db: Database
  readonly engine: MotEngine
  readonly programme: LoyaltyOptions
  /** So many at most. */
  readonly customers: number
}
const MOST = 10

/** Writes nothing. @throws MotError PROGRAMME_INVALID */
export async function simulateProgramme(options: SimulationOptions): Promise<SimulationAnswer> {
  const { customers, total, byRule } = await simulate(options.programme, historiesOf(options))
  const most = customers
    .filter(({ difference }) => difference !== 0)
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference))
    .slice(0, MOST)
    .map(({ customer, ...own }) => ({ customerId: 'id' in customer ? customer.id : customer.anonymousId, ...own }))
  return { customers: customers.length, total, byRule, most }
}

async function* historiesOf({ db, engine, customers }: SimulationOptions): AsyncGenerator<readonly Envelope[]> {
  const { rows } = await db.query<{ customer: string }>(
    `select customer from motkit.journey
    where tenant = 'default' and customer like $2 and (state is not null or patch is not null)
    order by hashtext(customer), customer limit $1`,
    [customers, `${customerKey({ id: '' })}%`],
  )
  for (const { customer } of rows) {
    const kept = await engine.export(customerOf(customer))
    if (kept.ok) yield kept.value.events // erased meanwhile, where not
  }
}
