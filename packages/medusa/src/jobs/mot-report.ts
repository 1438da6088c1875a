/** Counts for the overview of the admin. */
import type { MedusaContainer } from '@medusajs/framework/types'
import type { MotService } from '../modules/mot/service'

const HOUR = 3_600_000
let restsUntil = 0

/** Takes a tenth of the time at most; the longest rest is an hour. */
export default async function report(container: MedusaContainer): Promise<void> {
  const began = Date.now()
  if (began < restsUntil) return
  await container.resolve<MotService>('mot').overview.count()
  restsUntil = Date.now() + Math.min(HOUR, 9 * (Date.now() - began))
}

export const config = { name: 'mot-report', schedule: '*/5 * * * *' }
