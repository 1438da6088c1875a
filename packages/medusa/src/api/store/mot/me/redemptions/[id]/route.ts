/** Takes points back that are set aside for a cart: the code is off it, and they are free. */
import { err, MotError, ok } from '@motkit/core'
import { findRedemption } from '../../../../../../redeeming/redemption'
import { settle } from '../../../../../../redeeming/settle'
import { partMissing } from '../../../../../errors'
import { serveCustomer } from '../../../../../serve'

export const DELETE = serveCustomer(async ({ mot, customer, req }) => {
  const { id = '' } = req.params
  if (!mot.parts.cartRedemptions) return err(partMissing(mot.parts.loyalty ? 'coupons' : 'programme'))
  const known = await findRedemption(mot, customer, id)
  if (!known)
    return err(new MotError('REDEMPTION_UNKNOWN', `no redemption ${id} is known`, { details: { path: 'id' } }))
  const status = known.status === 'reserved' ? await settle(req.scope, customer, id) : known.status
  if (status === 'returned') return ok({ redemption: { id, points: known.points, status } })
  return err(new MotError('REDEMPTION_ENDED', `the points of ${id} are spent`, { details: { path: 'id' } }))
})
