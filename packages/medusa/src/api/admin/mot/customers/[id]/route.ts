/** A customer: what they went through, what was decided about it, and what they have. */
import { ok } from '@motkit/core'
import { pointsOf } from '../../../../points'
import { journeyOf, serveAdmin } from '../../../../serve'
import { shownOf } from '../../../shown'
import type { CustomerAnswer } from '../../answers'

/** So many lines of the statement. */
const LINES = 20

export const GET = serveAdmin(async (call) => {
  const { mot, customer, now } = call
  const { loyalty } = mot.parts
  const journey = await journeyOf(call)
  if (!journey.ok) return journey
  const explained = await mot.engine.explain(customer)
  if (!explained.ok) return explained
  const kept = loyalty && (await mot.engine.export(customer))
  if (kept && !kept.ok) return kept
  const reviews = await mot.engine.reviews?.upcoming({ customer })
  if (reviews && !reviews.ok) return reviews
  return ok<CustomerAnswer>({
    stage: journey.value.stage,
    ...shownOf(explained.value),
    ...(loyalty && pointsOf(loyalty, journey.value, now)),
    ...(loyalty &&
      kept && {
        statement: loyalty
          .statement(kept.value.events, now)
          .filter(({ wallet }) => wallet === 'main')
          .reverse()
          .slice(0, LINES),
      }),
    ...(reviews && { reviews: reviews.value }),
  })
})
