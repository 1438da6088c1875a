/** What can go wrong when an entity of Medusa is read. */
import { MotError } from '@motkit/core'

/** @param path with the entity's name in front, as `order.items.0.quantity` */
export const entityInvalid = (path: string, expected: string): MotError<'MEDUSA_ENTITY_INVALID'> =>
  new MotError('MEDUSA_ENTITY_INVALID', `${path}: expected ${expected}`, { details: { path, expected } })
