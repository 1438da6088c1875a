/** What is known of a customer, in a few words: what tests hold their expectations against. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { ContainerRegistrationKeys } from '@medusajs/framework/utils'
import type { MotEngine, MotService, Parts } from '../../src'

export interface Watched {
  readonly engine: MotEngine
  readonly parts: Parts
  /** Asks the shop's database. */
  ask<T>(text: string): Promise<readonly T[]>
}

/** Of a shop in this process. */
export const watchedIn = (container: MedusaContainer): Watched => {
  const { engine, parts } = container.resolve<MotService>('mot')
  const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  return { engine, parts, ask: async (text) => (await knex.raw(text)).rows }
}

/**
 * The stage, each moment by what it is about, the points, what is promised, the templates of the messages, the rules that
 * gave promotions, and how the review request stands.
 */
export async function known({ engine, parts, ask }: Watched, id: string) {
  const explained = await engine.explain({ id })
  const journey = await engine.journey({ id })
  if (!explained.ok) throw explained.error
  if (!journey.ok) throw journey.error
  const { stage, moments, decisions } = explained.value
  const sent = await ask<{ template: string }>(
    `select template from notification where receiver_id = '${id}' order by 1`,
  )
  const given = await ask<{ gift: string }>(
    `select concat_ws(' ', promotion.metadata->'mot'->>'rule', promotion.status) as gift from promotion
    join promotion_promotion_rule on promotion_id = promotion.id
    join promotion_rule_value using (promotion_rule_id) where value = '${id}' order by 1`,
  )
  const reviews = await engine.reviews?.upcoming({ customer: { id } })
  return {
    stage,
    moments: Object.fromEntries(
      moments.map(({ type, subject, reason }) => [`${type} ${subject.split('/')[0]}`, reason]),
    ),
    points: parts.loyalty?.balance(journey.value, new Date().toISOString()).available,
    promises: decisions
      .filter(({ kind, state }) => kind === 'action' && state === 'open')
      .map(({ rule, type }) => `${rule} ${type}`)
      .sort(),
    messages: sent.map(({ template }) => template),
    promotions: given.map(({ gift }) => gift),
    review: reviews?.ok ? reviews.value.map(({ status, reason }) => reason ?? status) : reviews?.error.code,
  }
}
export type Known = Awaited<ReturnType<typeof known>>

/** The types of all events that are kept of a customer, sorted. */
export async function eventsOf({ engine }: Watched, id: string): Promise<readonly string[]> {
  const kept = await engine.export({ id })
  if (!kept.ok) throw kept.error
  return kept.value.events.map(({ type }) => type).sort()
}
