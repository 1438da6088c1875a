import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { inVisit, onsite, product, text } from './shared.ts'

/** A product page was seen. Segment: Product Viewed. */
export const productViewed = defineEvent(
  'product.viewed',
  z.object({ ...onsite, ...product, url: text.optional() }),
  inVisit,
)
