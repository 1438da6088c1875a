/** For `medusa exec`: stocks a shop that runs elsewhere, and writes what it is opened with. */
import type { ExecArgs } from '@medusajs/framework/types'
import { furnish } from '../shop'

export default async ({ container }: ExecArgs): Promise<void> => {
  console.log(`opening: ${JSON.stringify(await furnish(container))}`)
}
