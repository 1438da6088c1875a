/** Every route of the plugin, who may call it and with what: the middlewares are made of this list, and its test too. */
import type { z } from '@medusajs/framework/zod'
import { adminRoutes } from './admin/routes'
import { consentBody, erasureBody, nothing, redemptionBody, referralBody, reviewBody, statementQuery } from './schemas'

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  /** A customer who is logged in, about nobody but themselves; whoever has the shop's publishable key; a user of the admin. */
  readonly who: 'customer' | 'anyone' | 'admin'
  readonly query: z.ZodObject
  readonly body?: z.ZodObject
}
const get = (path: string, query: z.ZodObject = nothing): Route => ({ method: 'GET', path, who: 'customer', query })
const post = (path: string, body: z.ZodObject = nothing, who: Route['who'] = 'customer'): Route => ({
  method: 'POST',
  path,
  who,
  query: nothing,
  body,
})

export const routes: readonly Route[] = [
  get('/store/mot/me'),
  get('/store/mot/me/statement', statementQuery),
  get('/store/mot/me/rewards'),
  get('/store/mot/me/redemptions'),
  post('/store/mot/me/redemptions', redemptionBody),
  { ...get('/store/mot/me/redemptions/:id'), method: 'DELETE' },
  get('/store/mot/me/referral'),
  post('/store/mot/me/referral', referralBody),
  get('/store/mot/me/reviews'),
  post('/store/mot/me/consents', consentBody),
  post('/store/mot/me/export'),
  post('/store/mot/me/erasure', erasureBody),
  post('/store/mot/reviews', reviewBody, 'anyone'),
  ...adminRoutes,
]
