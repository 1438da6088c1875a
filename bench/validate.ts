/** validate.zod: the border's validation against zod alone, over the events of a shop. */
import { defaultBorder, validate } from '../packages/core/src/ingest.ts'
import { journeyPlugin } from '../packages/core/src/journey-plugin.ts'
import { createModel } from '../packages/core/src/model.ts'
import { defaultSettings } from '../packages/core/src/settings.ts'
import { parseEvent } from './bare-zod.ts'
import { type Bench, duel } from './harness.ts'
import { START, shopEvents } from './shop-events.ts'

const NOW = START + 30 * 86_400_000

export const validateZod: Bench = {
  name: 'validate.zod',
  against: 'zod',
  goal: 0.9,
  unit: 'events/s',
  run(rounds) {
    const model = createModel([journeyPlugin], [], new Set(), defaultSettings)
    const raw = shopEvents(2_000, 250, 11)
    return duel(
      {
        size: raw.length,
        ours: () =>
          raw.map((event) => {
            const result = validate(model, defaultBorder, event, NOW)
            return result.ok ? result.value : undefined
          }),
        theirs: () => raw.map((event) => parseEvent(event, NOW)),
        proof: (parsed) =>
          parsed.map(
            (event) =>
              event && [event.id, event.source, event.type, event.time, event.tenant, event.customer, event.data],
          ),
      },
      rounds,
    )
  },
}
