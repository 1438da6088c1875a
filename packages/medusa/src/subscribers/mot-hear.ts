/** Hears the shop's bus: notes of which entity something was said, and returns. */
import type { SubscriberArgs, SubscriberConfig } from '@medusajs/framework'
import { busEvents } from '../facts'
import type { MotService } from '../modules/mot/service'

const byName = new Map(busEvents.map((one) => [one.event, one]))

export default async function hear({ event, container }: SubscriberArgs<Record<string, unknown>>): Promise<void> {
  const known = byName.get(event.name)
  const id = known?.id(event.data)
  if (known === undefined || id === undefined) return
  await container.resolve<MotService>('mot').hear({ entity: known.entity, by: known.by, id })
}

export const config: SubscriberConfig = {
  event: busEvents.map(({ event }) => event),
  context: { subscriberId: 'mot-hear' },
}
