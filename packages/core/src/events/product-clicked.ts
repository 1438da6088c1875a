import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { inVisit, onsite, product } from './shared.ts'

/** A product was chosen from a list. Segment: Product Clicked. */
export const productClicked = defineEvent(
  'product.clicked',
  z.object({ ...onsite, ...product, position: z.int().optional() }),
  inVisit,
)
