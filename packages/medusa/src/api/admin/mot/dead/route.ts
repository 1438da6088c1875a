/** Actions that were given up, in the order of their keys. */
import { ok } from '@motkit/core'
import { serveAdmin } from '../../../serve'
import type { DeadQuery } from '../../schemas'
import type { DeadAnswer } from '../answers'

export const GET = serveAdmin<unknown, DeadQuery>(async ({ mot, query: { after, limit } }) => {
  const actions = await mot.engine.dead.list({ limit, ...(after !== undefined && { after }) })
  const next = actions.length < limit ? undefined : actions.at(-1)?.key
  return ok<DeadAnswer>({ actions, ...(next !== undefined && { next }) })
})
