/** The actions that plugins share, so that one can ask for what another, or the host, gives. */
import * as z from 'zod'
import { defineAction } from './action.ts'

const json = z.record(z.string(), z.unknown())

/** Send a message. Texts are the host's: motkit names the template and hands over the data. */
export const sendMessage = defineAction(
  'message.send',
  z.object({
    template: z.string().min(1),
    /** `email` unless said otherwise. */
    channel: z.enum(['email', 'sms', 'push', 'whatsapp']).optional(),
    /** Marketing needs consent; a transactional message, which it is unless said otherwise, does not. */
    purpose: z.enum(['transactional', 'marketing']).optional(),
    /** What kind of message it is, for budgets: `delivery`, `review`, `loyalty`. */
    topic: z.string().optional(),
    data: json.optional(),
  }),
)
/** Give a reward: a coupon, credit, a free product; what it is worth is the reward's own business. */
export const giveReward = defineAction('reward.give', z.object({ reward: z.string().min(1), data: json.optional() }))
/** Put a tag on a customer in the host's system, or take it off. */
export const tagCustomer = defineAction(
  'customer.tag',
  z.object({ tag: z.string().min(1), remove: z.boolean().optional() }),
)
