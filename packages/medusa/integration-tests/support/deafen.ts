/** From now on, every word of the bus is lost on the plugin. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { Modules } from '@medusajs/framework/utils'
import { busEvents } from '../../src/facts'

export function deafen(container: MedusaContainer): void {
  const bus = container.resolve(Modules.EVENT_BUS)
  for (const { event } of busEvents) bus.unsubscribe(event, async () => undefined, { subscriberId: 'mot-hear' })
}
