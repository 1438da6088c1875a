/** The review requests that are planned, wait, or were sent. */
import { err } from '@motkit/core'
import { partMissing } from '../../../../errors'
import { knowing, map, serveCustomer } from '../../../../serve'

export const GET = serveCustomer(async (call) => {
  const { reviews } = call.mot.engine
  if (!reviews) return err(partMissing('reviews'))
  return map(await knowing(call, () => reviews.upcoming({ customer: call.customer })), (upcoming) => ({
    reviews: upcoming,
  }))
})
