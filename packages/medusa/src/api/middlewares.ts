/** Who may call and what they may send, from the list of routes. */
import {
  authenticate,
  defineMiddlewares,
  validateAndTransformBody,
  validateAndTransformQuery,
} from '@medusajs/framework/http'
import { routes } from './routes'

export default defineMiddlewares({
  routes: routes.map(({ method, path, who, query, body }) => ({
    matcher: path,
    methods: [method],
    middlewares: [
      ...(who === 'customer' ? [authenticate('customer', ['session', 'bearer'])] : []),
      validateAndTransformQuery(query, { isList: true }),
      ...(body ? [validateAndTransformBody(body)] : []),
    ],
  })),
})
