import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, ofCase, text } from './shared.ts'

/** The customer asked for help: a ticket, a complaint, a question, a claim. */
export const caseOpened = defineEvent(
  'case.opened',
  z.object({
    caseId: id,
    kind: z.enum(['question', 'complaint', 'claim', 'other']).optional(),
    orderId: id.optional(),
    topic: text.optional(),
    channel: text.optional(),
  }),
  ofCase,
)
