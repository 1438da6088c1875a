import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { text } from './shared.ts'

/** Consent to be written to was withdrawn: for a channel and a purpose. */
export const consentWithdrawn = defineEvent(
  'consent.withdrawn',
  z.object({
    channel: z.enum(['email', 'sms', 'push', 'whatsapp', 'onsite']),
    purpose: z.enum(['marketing', 'reviews', 'analytics']),
    proof: text.optional(),
  }),
  {},
)
