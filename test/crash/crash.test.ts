/** The crash test in short: the whole of it is `npm run crash`. */
import { describe, expect, test } from 'vitest'
import { noPostgres } from '../support/postgres.ts'
import { crash } from './crash.ts'

const missing = noPostgres()
describe('processes killed at work, and a database restarted under them', () => {
  if (missing) test.skip(`SKIPPED: ${missing}`, () => expect.fail())
  else
    test('lose nothing and do nothing twice', { timeout: 180_000 }, async () => {
      const { report, findings } = await crash(
        { events: 2_000, workers: 4, kills: 6, restarts: 1, seed: 1 },
        () => undefined,
      )
      expect(findings).toEqual({
        missing: [],
        doubled: [],
        balanceErrors: [],
        actionsLost: [],
        effectsDoubled: [],
        timersLost: [],
      })
      expect(report).toMatchObject({ acknowledged: 2_000, kills: 6, restarts: 1 })
    })
})
