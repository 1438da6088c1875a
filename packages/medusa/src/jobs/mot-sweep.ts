/** Finds what the bus did not say. */
import type { MedusaContainer } from '@medusajs/framework/types'
import type { MotService } from '../modules/mot/service'

export default async function sweep(container: MedusaContainer): Promise<void> {
  await container.resolve<MotService>('mot').sweep()
}

export const config = { name: 'mot-sweep', schedule: '*/10 * * * *' }
