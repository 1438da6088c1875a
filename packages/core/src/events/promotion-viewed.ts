import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, inVisit, onsite, text } from './shared.ts'

/** A promotion was shown. Segment: Promotion Viewed. */
export const promotionViewed = defineEvent(
  'promotion.viewed',
  z.object({
    ...onsite,
    promotionId: id.optional(),
    creative: text.optional(),
    name: text.optional(),
    position: text.optional(),
  }),
  inVisit,
)
