/** The programme that runs, and saving another. */
import { err, ok } from '@motkit/core'
import { partMissing } from '../../../errors'
import { serveAdmin } from '../../../serve'
import type { ProgrammeBody } from '../../schemas'

export const GET = serveAdmin(async ({ mot }) => {
  const present = await mot.programmes.present()
  return present ? ok(present) : err(partMissing('programme'))
})

export const POST = serveAdmin<ProgrammeBody>(async ({ mot, body, actor }) =>
  mot.parts.loyalty ? mot.programmes.save({ ...body, by: actor }) : err(partMissing('programme')),
)
