/** What all routes have in common: whom they serve, and how they answer. */
import type { AuthenticatedMedusaRequest, MedusaRequest, MedusaResponse } from '@medusajs/framework/http'
import type { Logger } from '@medusajs/framework/types'
import { ContainerRegistrationKeys } from '@medusajs/framework/utils'
import { coreErrors, err, isMotError, MotError, ok, type Result } from '@motkit/core'
import type { MotService } from '../modules/mot/service'
import { httpErrorOf } from './errors'

export interface Call<B = unknown, Q = unknown> {
  readonly mot: MotService
  readonly req: MedusaRequest
  /** Validated. */
  readonly body: B
  readonly query: Q
  readonly now: string
}
export interface CustomerCall<B = unknown, Q = unknown> extends Call<B, Q> {
  readonly customer: { readonly id: string }
}
type Answer = Promise<Result<object>>
type Handler = (req: MedusaRequest, res: MedusaResponse) => Promise<void>

/** A route for whoever has the publishable key. */
export const serve =
  <B, Q>(answer: (call: Call<B, Q>) => Answer, status = 200): Handler =>
  async (req, res) => {
    const mot = req.scope.resolve<MotService>('mot')
    const now = new Date().toISOString()
    const { validatedBody, validatedQuery } = req
    const result = await answer({
      mot,
      req,
      body: validatedBody as B,
      query: validatedQuery as Q,
      now,
    }).catch(refusalOf)
    if (result.ok) {
      res.status(status).json(result.value)
      return
    }
    const { error } = result
    const { status: refused, body } = httpErrorOf(error)
    if (refused >= 500)
      req.scope.resolve<Logger>(ContainerRegistrationKeys.LOGGER).error(`mot: ${error.message}`, error)
    if (error.retryAfter !== undefined) res.setHeader('Retry-After', Math.ceil(error.retryAfter))
    res.status(refused).json(body)
  }
function refusalOf(error: unknown): Result<never> {
  if (isMotError(error)) return { ok: false, error }
  throw error
}

/** A route for customers. Who they are comes from their session or token, and from nowhere else. */
export const serveCustomer = <B, Q>(answer: (call: CustomerCall<B, Q>) => Answer, status = 200): Handler =>
  serve<B, Q>((call) => {
    const { auth_context } = call.req as AuthenticatedMedusaRequest
    return answer({ ...call, customer: { id: auth_context.actor_id } })
  }, status)

export interface AdminCall<B = unknown, Q = unknown> extends CustomerCall<B, Q> {
  /** Who asks: a user of the admin, or an API key. */
  readonly actor: string
  /** Of the path. */
  readonly id: string
}
/** Longer ones, and others than Medusa makes, name nobody. */
const isId = (id: string): boolean => /^[\x21-\x7e]{1,200}$/.test(id)
/** A route for the admin; a customer, where it is about one, is whom the path names. */
export const serveAdmin = <B = unknown, Q = unknown>(
  answer: (call: AdminCall<B, Q>) => Answer,
  unknown: 'CUSTOMER_UNKNOWN' | 'ORDER_UNKNOWN' = 'CUSTOMER_UNKNOWN',
): Handler =>
  serve<B, Q>(async (call) => {
    const { id = '' } = call.req.params
    if ('id' in call.req.params && !isId(id))
      return err(new MotError(unknown, coreErrors[unknown], { details: { path: 'id' } }))
    const { actor_id: actor } = (call.req as AuthenticatedMedusaRequest).auth_context
    return answer({ ...call, actor, id, customer: { id } })
  })

/** Asks about a customer; one of whom the engine has not heard yet is told to it first. */
export const knowing = <T>(call: CustomerCall, ask: () => Promise<Result<T>>): Promise<Result<T>> =>
  knowingOf(call, 'customer', call.customer.id, ask)
/** The same of an order. */
export const knowingOrder = <T>(call: Call, id: string, ask: () => Promise<Result<T>>): Promise<Result<T>> =>
  knowingOf(call, 'order', id, ask)
async function knowingOf<T>({ mot }: Call, entity: 'customer' | 'order', id: string, ask: () => Promise<Result<T>>) {
  const first = await ask()
  if (first.ok || first.error.code !== `${entity.toUpperCase()}_UNKNOWN`) return first
  await mot.tell({ entity, by: 'id', id })
  return ask()
}
/** The customer's journey as it stands. */
export const journeyOf = (call: CustomerCall) =>
  knowing(call, () => call.mot.engine.journey(call.customer) as Promise<Result<CustomerJourney>>)
export type CustomerJourney = Extract<Awaited<ReturnType<MotService['engine']['journey']>>, { ok: true }>['value']

/** Answers with what is made of a value; a refusal goes on as it is. */
export const map = <T, U>(result: Result<T>, make: (value: T) => U): Result<U> =>
  result.ok ? ok(make(result.value)) : result
