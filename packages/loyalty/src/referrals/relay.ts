/** The way from one journey into another: a rule sees its own customer only, so what the other should know goes by an action. */
import { defineAction, type Handler } from '@motkit/core'
import * as z from 'zod'
import type { Engine } from './codes.ts'

/** Takes events into journeys, each once: the referral and its type are their name, so that neither journey names the other customer. */
export const relay = defineAction(
  'referral.relay',
  z.object({
    referralId: z.string(),
    /** When it happened: of the facts, so that a second attempt says the same. */
    time: z.string(),
    events: z.array(
      z.object({
        /** The alias of the other customer; absent for the customer themself. */
        to: z.string().optional(),
        type: z.string(),
        data: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
)
type Relay = Handler<typeof relay>
/** Said already, by an attempt that died before it was recorded; or there is nobody left to be told. */
const settled = ['EVENT_CONFLICT', 'CUSTOMER_ERASED']

/**
 * Carries `referral.relay` out. What was refused is thrown, so that the action is tried again, or is dead.
 * @throws MotError of `ingestMany`
 * @example handlers: { 'referral.relay': async (action, context) => { await relayEvents(mot, action, context) } }
 */
export async function relayEvents(
  mot: Engine,
  { data: { referralId, time, events }, customer }: Parameters<Relay>[0],
  { tenant }: Pick<Parameters<Relay>[1], 'tenant'>,
): Promise<void> {
  const answers = await mot.ingestMany(
    events.map(({ to, type, data }) => ({
      id: `${referralId}/${type}`,
      source: 'motkit/referrals',
      type,
      time,
      tenant,
      customer: to === undefined ? customer : { anonymousId: to },
      data,
    })),
  )
  for (const answer of answers) if (!answer.ok && !settled.includes(answer.error.code)) throw answer.error
}
