import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { inVisit, onsite, text } from './shared.ts'

/** A page was seen. */
export const pageViewed = defineEvent(
  'page.viewed',
  z.object({
    ...onsite,
    url: text.optional(),
    title: text.optional(),
    referrer: text.optional(),
    kind: z.enum(['home', 'category', 'product', 'content', 'guide', 'store-finder', 'help', 'other']).optional(),
  }),
  inVisit,
)
