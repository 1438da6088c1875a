/** Tells what the inbox still holds: after a failure, or a process that died. */
import type { MedusaContainer } from '@medusajs/framework/types'
import type { MotService } from '../modules/mot/service'

export default async function inbox(container: MedusaContainer): Promise<void> {
  await container.resolve<MotService>('mot').inbox.drain()
}

export const config = { name: 'mot-inbox', schedule: '* * * * *' }
