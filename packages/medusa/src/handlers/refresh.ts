/** Customer groups and metadata of all customers as their journeys say: after a backfill, which takes no actions. */
import type { MedusaContainer } from '@medusajs/framework/types'
import type { MotService } from '../modules/mot/service'
import { setTag } from './groups'
import { describe } from './metadata'

/** One customer after the other; safe to repeat, and beside a running shop. Answers how many there were. */
export async function refreshCustomers(container: MedusaContainer): Promise<number> {
  const { engine, parts, options } = container.resolve<MotService>('mot')
  const levels = options.tierBenefits?.levels ?? {}
  const tags = new Set(Object.values(levels).flatMap(({ tag }) => tag ?? []))
  let customers = 0
  for await (const journey of engine.journeys()) {
    const { customer } = journey
    if (!('id' in customer)) continue
    const tier = parts.loyalty?.tier(journey, new Date().toISOString())?.tier
    const own = tier === undefined ? undefined : levels[tier]?.tag
    for (const tag of tags) await setTag(container, customer.id, { tag, remove: tag !== own })
    if (options.metadata) await describe(container, customer)
    customers++
  }
  return customers
}
