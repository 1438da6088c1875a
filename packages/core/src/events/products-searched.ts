import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { intent, inVisit, onsite, text } from './shared.ts'

/** Products were searched for. Segment: Products Searched. */
export const productsSearched = defineEvent(
  'products.searched',
  z.object({ ...onsite, query: text, results: z.int().nonnegative().optional(), intent: intent.optional() }),
  inVisit,
)
