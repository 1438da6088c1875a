import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, intent, inVisit, onsite, text } from './shared.ts'

/** A visit began: where it landed and what brought it. */
export const visitStarted = defineEvent(
  'visit.started',
  z.object({
    ...onsite,
    url: text.optional(),
    referrer: text.optional(),
    source: z.enum(['direct', 'search', 'ad', 'social', 'email', 'referral', 'content', 'other']).optional(),
    campaign: text.optional(),
    referredBy: id.optional(),
    contentId: id.optional(),
    intent: intent.optional(),
  }),
  inVisit,
)
