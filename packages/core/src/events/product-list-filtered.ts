import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, inVisit, onsite, products, text } from './shared.ts'

/** A list was filtered or sorted. Segment: Product List Filtered. */
export const productListFiltered = defineEvent(
  'product-list.filtered',
  z.object({
    ...onsite,
    listId: id.optional(),
    category: text.optional(),
    filters: z.array(z.object({ type: text, value: text })).optional(),
    sorts: z.array(z.object({ type: text, value: text })).optional(),
    products: products.optional(),
  }),
  inVisit,
)
