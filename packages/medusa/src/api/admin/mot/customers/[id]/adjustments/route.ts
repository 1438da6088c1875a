/** Gives points, or takes them, by hand: once for each id. The customer's ledger keeps who did it, and why. */
import { err, type Result } from '@motkit/core'
import { partMissing } from '../../../../../errors'
import { pointsOf } from '../../../../../points'
import { journeyOf, map, serveAdmin } from '../../../../../serve'
import type { AdjustmentBody } from '../../../../schemas'
import type { AdjustedAnswer } from '../../../answers'

export const POST = serveAdmin<AdjustmentBody>(async (call) => {
  const { mot, customer, actor, now } = call
  const { loyalty } = mot.parts
  const adjust = mot.engine.loyalty?.adjust
  if (!loyalty || !adjust) return err(partMissing('programme'))
  const { id, ...adjustment } = call.body
  const commandId = `admin/${customer.id}/${id}`
  // Asked first: a refusal is kept under the id, too.
  const known = await journeyOf(call)
  if (!known.ok) return known
  const adjusted = (await adjust({ ...adjustment, customer, actor, commandId })) as Result<object>
  if (!adjusted.ok) return adjusted
  return map(
    await journeyOf(call),
    (journey): AdjustedAnswer => ({ balances: pointsOf(loyalty, journey, now).balances }),
  )
})
