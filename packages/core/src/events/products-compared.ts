import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, intent, inVisit, onsite } from './shared.ts'

/** Products were held against each other. */
export const productsCompared = defineEvent(
  'products.compared',
  z.object({ ...onsite, productIds: z.array(id).min(1).max(100), intent: intent.optional() }),
  inVisit,
)
