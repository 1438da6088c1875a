import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, inVisit, onsite, products, text } from './shared.ts'

/** A list of products was seen. Segment: Product List Viewed. */
export const productListViewed = defineEvent(
  'product-list.viewed',
  z.object({ ...onsite, listId: id.optional(), category: text.optional(), products: products.optional() }),
  inVisit,
)
