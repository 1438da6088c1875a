/** The catalogue, and what of it the customer has points for. */
import { err } from '@motkit/core'
import { partMissing } from '../../../../errors'
import { journeyOf, map, serveCustomer } from '../../../../serve'

export const GET = serveCustomer(async (call) => {
  const { loyalty } = call.mot.parts
  if (!loyalty) return err(partMissing('programme'))
  return map(await journeyOf(call), (journey) => ({
    rewards: Object.entries(loyalty.programme.rewards).map(([id, reward]) => {
      const { available } = loyalty.balance(journey, call.now, reward.wallet)
      return { id, ...reward, affordable: available >= reward.points, missing: Math.max(0, reward.points - available) }
    }),
  }))
})
