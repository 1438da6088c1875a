/** What a pixel sends at once: some events of one browser in one shop, and to what somebody agreed there. */
import * as z from 'zod'
import { flag, maybe, text, time } from '../facts/schema.ts'
import { SHOP } from '../receive/headers.ts'
import { clientId } from './schema.ts'

export const batchSchema = (maxEvents: number) =>
  z.object(
    {
      shop: z.string('a domain').toLowerCase().regex(SHOP, 'a domain, as tea.myshopify.com'),
      clientId,
      customerPrivacy: z.object({ analyticsProcessingAllowed: flag, marketingAllowed: maybe(flag) }, 'a consent'),
      /** By the clock of the browser. */
      sentAt: maybe(time),
      events: z.array(z.unknown(), 'events').min(1, 'one event or more').max(maxEvents, `${maxEvents} events at most`),
    },
    'what a pixel sends',
  )
export type Batch = z.output<ReturnType<typeof batchSchema>>

/** An event, as far as all of them are alike. */
export const standardEvent = z.object(
  {
    id: z.string('an id').regex(/^[\w.:-]{1,100}$/, 'an id'),
    name: z.string('a name').max(100, 'a name'),
    timestamp: time,
    page: maybe(z.object({ url: text, referrer: text }, 'a page')),
    data: z.unknown(),
  },
  'an event',
)
export type StandardEvent = z.output<typeof standardEvent>
