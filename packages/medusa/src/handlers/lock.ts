/** One after the other, over all processes that share the shop's locks. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { Modules } from '@medusajs/framework/utils'

const WAIT_SECONDS = 10

/**
 * Does something while nobody else does anything under the same name. Medusa's `execute` names an owner of its own for each
 * call; a lock that is only acquired, without one, would keep nobody out.
 */
export const inTurn = <T>(container: MedusaContainer, name: string, job: () => Promise<T>): Promise<T> =>
  container.resolve(Modules.LOCKING).execute(`mot/${name}`, job, { timeout: WAIT_SECONDS })
