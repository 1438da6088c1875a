/** A shop with a repair café uses its own plugin beside motkit's moments. */
import { createMot, memoryStore, virtualClock } from '@motkit/core'
import { repairCafe } from './repair-cafe.ts'

const clock = virtualClock('2026-03-07T10:00:00Z')
const now = () => new Date(clock.now()).toISOString()
const mot = createMot({
  store: memoryStore(),
  clock,
  plugins: [repairCafe({ seats: 2 })],
  handlers: {
    'message.send': async ({ data }) => console.log(now(), 'message', data.template),
    'spare-part.reserve': async ({ data }, { idempotencyKey }) =>
      console.log(now(), 'reserve a part for', data.item, 'under', idempotencyKey),
  },
})
mot.on('moment.repair', ({ subject, polarity, reason, data }) =>
  console.log(now(), 'moment ', subject, polarity, reason, data.item),
)
const customer = { id: 'grace' }
const finished = (repairId: string, fixed: boolean) =>
  mot.ingest({
    id: `finished/${repairId}`,
    source: 'café',
    type: 'repair.finished',
    time: now(),
    customer,
    data: { repairId, fixed },
  })

for (const [repairId, item] of Object.entries({ r1: 'toaster', r2: 'radio', r3: 'lamp' })) {
  const answer = await mot.repairs.book({ customer, commandId: `book/${repairId}`, repairId, item })
  console.log(now(), 'book   ', item, answer.ok ? `${answer.value.seatsLeft} seats left` : answer.error.code)
}
await mot.catchUp()

clock.set('2026-03-07T14:00:00Z')
await finished('r1', true)
await finished('r2', false)
await mot.catchUp()

clock.set('2026-03-14T14:00:00Z')
await mot.catchUp()
