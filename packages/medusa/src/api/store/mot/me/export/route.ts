/** All that motkit keeps of the customer, in their own words and dates (GDPR, articles 15 and 20). */
import type { StoredAction } from '@motkit/core'
import { knowing, map, serveCustomer } from '../../../../serve'

export const POST = serveCustomer(async (call) =>
  map(await knowing(call, () => call.mot.engine.export(call.customer)), ({ events, journey, actions }) => ({
    exportedAt: call.now,
    events: ours(events),
    journey: ours(journey),
    actions: actions.map(shown),
  })),
)

/** Who of the shop did something is that person's own, and what guards judged is how the shop works. */
const notTheirs = new Set(['actor', 'judgements'])
const ours = <T>(value: T): T =>
  value === undefined
    ? value
    : JSON.parse(JSON.stringify(value, (key, inner) => (notTheirs.has(key) ? undefined : inner)))

/** What was, or is to be, sent and given. */
const shown = ({ type, subject, data, due, state }: StoredAction) => ({ type, subject, data: ours(data), due, state })
