import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { tags, text } from './shared.ts'

const zones = new Set<string>(Intl.supportedValuesOf('timeZone')).add('UTC')
/** An IANA zone that this runtime knows, aliases included. */
function isTimeZone(zone: string): boolean {
  if (zones.has(zone)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return /^[A-Za-z]/.test(zone)
  } catch {
    return false
  }
}

/** Attributes of the customer; for each, the latest word counts. */
export const customerUpdated = defineEvent(
  'customer.updated',
  z.object({
    timeZone: z.string().refine(isTimeZone, 'an IANA time zone').optional(),
    locale: text.optional(),
    birthday: z
      .string()
      .regex(/^(\d{4}|-)-\d{2}-\d{2}$/, 'YYYY-MM-DD, or --MM-DD without the year')
      .optional(),
    country: z.string().length(2).optional(),
    /** To know them by, as on a blocklist: motkit sends nothing itself, and takes it as it is written. */
    email: text.optional(),
    tags: tags.optional(),
  }),
  {},
)
