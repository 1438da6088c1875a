/** Where the customer stands: stage, points by wallet, tier. */
import { pointsOf } from '../../../points'
import { journeyOf, map, serveCustomer } from '../../../serve'

export const GET = serveCustomer(async (call) => {
  const { loyalty } = call.mot.parts
  return map(await journeyOf(call), (journey) => {
    if (!loyalty) return { stage: journey.stage }
    return { stage: journey.stage, ...pointsOf(loyalty, journey, call.now) }
  })
})
