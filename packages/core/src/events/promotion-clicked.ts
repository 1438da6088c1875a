import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, inVisit, onsite, text } from './shared.ts'

/** A promotion was clicked. Segment: Promotion Clicked. */
export const promotionClicked = defineEvent(
  'promotion.clicked',
  z.object({
    ...onsite,
    promotionId: id.optional(),
    creative: text.optional(),
    name: text.optional(),
    position: text.optional(),
  }),
  inVisit,
)
