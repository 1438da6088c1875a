/** What another programme would have given. Nothing is written. */
import { err, ok } from '@motkit/core'
import { simulateProgramme } from '../../../../../programme/simulation'
import { partMissing } from '../../../../errors'
import { serveAdmin } from '../../../../serve'
import type { SimulationBody } from '../../../schemas'

export const POST = serveAdmin<SimulationBody>(async ({ mot, body }) => {
  if (!mot.parts.loyalty) return err(partMissing('programme'))
  const programme = mot.programmes.check(body.programme)
  return ok(await simulateProgramme({ db: mot.pool, engine: mot.engine, programme, customers: body.customers }))
})
