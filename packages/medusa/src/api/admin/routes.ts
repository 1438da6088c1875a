/** The admin's routes. Medusa lets nobody in who is not a user of the admin, or has a secret API key. */
import type { z } from '@medusajs/framework/zod'
import type { Route } from '../routes'
import { nothing } from '../schemas'
import { adjustmentBody, deadQuery, keysBody, overviewQuery, programmeBody, simulationBody } from './schemas'

const get = (path: string, query: z.ZodObject = nothing): Route => ({
  method: 'GET',
  path: `/admin/mot${path}`,
  who: 'admin',
  query,
})
const post = (path: string, body: z.ZodObject): Route => ({
  method: 'POST',
  path: `/admin/mot${path}`,
  who: 'admin',
  query: nothing,
  body,
})

export const adminRoutes: readonly Route[] = [
  get('/overview', overviewQuery),
  get('/dead', deadQuery),
  post('/dead/retry', keysBody),
  post('/dead/drop', keysBody),
  get('/customers/:id'),
  get('/customers/:id/explain'),
  post('/customers/:id/adjustments', adjustmentBody),
  get('/orders/:id'),
  get('/programme'),
  post('/programme', programmeBody),
  post('/programme/simulation', simulationBody),
]
