/** How customers stand, what moments they had, and what was done about them: as it was counted last. */
import { ok } from '@motkit/core'
import { serveAdmin } from '../../../serve'
import type { OverviewQuery } from '../../schemas'

export const GET = serveAdmin<unknown, OverviewQuery>(async ({ mot, query }) =>
  ok(await mot.overview.answer(query.days)),
)
