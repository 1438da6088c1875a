/** What all offers have in common: what they give, how their options are checked, and a message that waits for its reward. */
import {
  type AnyAction,
  type AnyEvent,
  type AnyMoment,
  type AnySlice,
  defineRule,
  giveReward,
  money,
  type RuleDef,
  type RuleInput,
  sendMessage,
} from '@motkit/core'
import * as z from 'zod'
import { firstWrong, offerInvalid } from '../errors.ts'
import { isDone, type Offered, offered, ruleOf } from './offered.ts'

/** A span of time; days are of 24 hours. */
export const span = z
  .strictObject({
    days: z.number().nonnegative().optional(),
    hours: z.number().nonnegative().optional(),
    minutes: z.number().nonnegative().optional(),
  })
  .transform(({ days = 0, hours = 0, minutes = 0 }) => ({ days, hours, minutes }))
export type Span = z.output<typeof span>
export const minutesOf = ({ days, hours, minutes }: Span): number => (days * 24 + hours) * 60 + minutes
/** Amounts by currency, in minor units. */
export const amounts = z
  .record(money.shape.currency, z.int().positive())
  .refine((all) => Object.keys(all).length > 0, 'an amount in minor units by currency')
export const isWorth = (
  least: Readonly<Record<string, number>>,
  amount: number | undefined,
  currency: string | undefined,
): boolean => amount !== undefined && amount >= (least[currency ?? ''] ?? Number.POSITIVE_INFINITY)

/** What an offer, or a step of it, gives. */
const giving = {
  /** The template of a message: purpose `marketing`, topic `offer`. */
  message: z.string().min(1).optional(),
  /** `email` unless said otherwise. */
  channel: z.enum(['email', 'sms', 'push', 'whatsapp']).optional(),
  /** The name of a reward. A message beside it waits until the reward was given. */
  reward: z.string().min(1).optional(),
  /** What the reward is worth, for the host: a part of the price, or money; and for how many days. */
  percent: z.number().positive().max(100).optional(),
  amount: money.optional(),
  validDays: z.int().positive().optional(),
  /** Anything else that the host needs in the action's data. */
  data: z.record(z.string(), z.unknown()).optional(),
  /** What each reward takes of a counter shared by all customers; `counter` is the rule's id unless said otherwise. */
  budget: z
    .strictObject({
      counter: z.string().min(1).optional(),
      amount: z.int().positive().default(1),
      limit: z.int().positive(),
    })
    .optional(),
}
type Given = z.output<z.ZodObject<typeof giving>>
/** An object of what is given and of what else this offer asks. */
export const giver = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject({ ...giving, ...shape }).superRefine((one, context) => {
    const { message, reward, percent, amount, budget } = one as Given
    const wrong = (path: string, expected: string) =>
      context.addIssue({ code: 'custom', path: [path], message: expected })
    if (message === undefined && reward === undefined) wrong('message', 'a message, a reward, or both')
    if (percent !== undefined && amount !== undefined) wrong('amount', 'either percent or amount')
    if (budget !== undefined && reward === undefined) wrong('budget', 'a reward that takes of it')
  })
/** What every rule of an offer asks, beside what it gives. */
export const ruled = (id: string, lateAfter: z.input<typeof span>) => ({
  /** The rule is called `offers.<id>`; two of a kind need two. */
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'a name of a-z, 0-9 and -, at most 40 long')
    .default(id),
  /** What would come later than this after its time is not given at all. */
  lateAfter: span.prefault(lateAfter),
})
/** Checks the options of an offer. @throws MotError OFFER_INVALID with `details.path`, as `abandonedCart.steps.1.after` */
export function checked<S extends z.ZodType>(name: string, schema: S, options: unknown): z.output<S> {
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  const { path, expected } = firstWrong(parsed.error)
  throw offerInvalid([name, path].filter(Boolean).join('.'), expected)
}
/** Options of type `X` and no others, so that a misspelt one does not compile. */
export type Only<O, X> = O & { readonly [K in Exclude<keyof O, keyof X>]: never }

type Names<O, K extends PropertyKey> = K extends keyof O ? ([O[K]] extends [undefined] ? false : true) : false
/** The actions that what is given takes: what an offer does not name needs no handler. */
export type Gives<O> = O extends unknown
  ?
      | (Names<O, 'message'> extends true ? typeof sendMessage : never)
      | (Names<O, 'reward'> extends true ? typeof giveReward : never)
  : never
/** The same as values. */
export const givesOf = <O>(...parts: readonly (Partial<Given> | undefined)[]): readonly Gives<O>[] =>
  [
    ...(parts.some((part) => part?.message !== undefined) ? [sendMessage] : []),
    ...(parts.some((part) => part?.reward !== undefined) ? [giveReward] : []),
  ] as never

/** Something an offer wants to give, at an instant. Names tell apart what is given about one subject. */
export interface Wish {
  readonly gives: Given
  readonly at: string
  /** What it is about, for the host. */
  readonly about: Readonly<Record<string, unknown>>
  readonly message?: string
  readonly reward?: string
}
function decisionsOf(wish: Wish, rule: string, subject: string, done: Offered) {
  const { gives, at, about, message = 'message', reward = 'reward' } = wish
  const { percent, amount, validDays, budget, channel } = gives
  const data = {
    ...gives.data,
    ...(percent !== undefined && { percent }),
    ...(amount && { amount }),
    ...(validDays !== undefined && { validDays }),
    ...about,
  }
  const claims = budget && [{ counter: rule, ...defined(budget) }]
  const isGiven = gives.reward === undefined || isDone(done, rule, subject, reward)
  return [
    ...(gives.reward === undefined
      ? []
      : [giveReward({ reward: gives.reward, data }, { name: reward, at, ...(claims && { claims }) })]),
    ...(gives.message === undefined || !isGiven
      ? []
      : [
          sendMessage(
            {
              template: gives.message,
              ...(channel && { channel }),
              purpose: 'marketing',
              topic: 'offer',
              data: { ...data, ...(gives.reward !== undefined && { reward: gives.reward }) },
            },
            { name: message, at },
          ),
        ]),
  ]
}
const defined = ({ counter, ...rest }: NonNullable<Given['budget']>) => ({ ...rest, ...(counter && { counter }) })

/**
 * Declares the rule of an offer. It is skipped where it comes too late, and a message that speaks of a reward is wanted
 * only once that was given: what a budget refused is not promised.
 */
export function defineOffer<T extends AnyEvent | AnyMoment, L extends AnySlice, M extends AnyAction>(offer: {
  readonly id: string
  readonly on: T | readonly T[]
  readonly reads: readonly L[]
  readonly may: readonly M[]
  readonly lateAfter: Span
  readonly when: Readonly<Record<string, (input: RuleInput<T, L | typeof offered>) => boolean>>
  wants(input: RuleInput<T, L | typeof offered>): readonly Wish[]
}): RuleDef<string, T, L | typeof offered, M> {
  const { on, may, lateAfter, when } = offer
  const id = ruleOf(offer.id)
  return defineRule({
    id,
    on,
    reads: [...offer.reads, offered],
    may,
    late: 'skip',
    lateAfter,
    when: when as never,
    decide(input) {
      const { moment, event, journey } = input as unknown as Asked
      const subject = moment?.subject ?? event?.subject ?? 'customer'
      return offer
        .wants(input as never)
        .flatMap((wish) => decisionsOf(wish, id, subject, journey.slices.offered)) as never
    },
  }) as never
}
interface Asked {
  readonly moment?: { readonly subject: string }
  readonly event?: { readonly subject?: string }
  readonly journey: { readonly slices: { readonly offered: Offered } }
}
