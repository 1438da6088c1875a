import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, intent, inVisit, onsite } from './shared.ts'

/** Reviews by others were read. */
export const reviewsRead = defineEvent(
  'reviews.read',
  z.object({ ...onsite, productId: id.optional(), intent: intent.optional() }),
  inVisit,
)
