/** What is asked for, of whom and how often, as data; read once, when the plugin is made. */
import * as z from 'zod'
import { readBy, reviewsInvalid } from '../errors.ts'
import { defineExperiment, type Experiment } from '../experiment.ts'
import { incentive } from '../policies/incentive.ts'
import type { ExistingCustomer } from '../policies/may-ask.ts'
import { checked, type PolicyPack, pack } from '../policies/pack.ts'
import { policyPacks } from '../policies/packs.ts'
import { policyFor, refuseIncentives } from '../policies/policy.ts'
import { timing, wait } from '../timing/options.ts'
import type { Exclusion } from './exclusion.ts'
import type { ItemRule } from './items.ts'

const id = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a name of a-z, 0-9 and -, at most 40 long')
const text = z.string().min(1).max(200)
const days = (most: number) => z.strictObject({ days: z.int().positive().max(most) })
/** The message of an action goes by these; what is shown on a page is for the page to ask. */
const channel = z.enum(['email', 'sms', 'push', 'whatsapp'])
const yes = z.boolean().optional()
const isFunction = (value: unknown): boolean => typeof value === 'function'

/** Longer than this nothing is remembered of what was asked and answered. */
export const REMEMBERED_DAYS = 400

const askShape = {
  ...timing.shape,
  /** The products of the order, or the service: how it was to buy here. */
  about: z.enum(['products', 'service']).default('products'),
  /** One request for all products of an order, or one for each. */
  grouping: z.enum(['order', 'product']).default('order'),
  /** Of how many products of an order at most, and of which. */
  items: z
    .strictObject({
      most: z.int().min(1).max(100).default(7),
      by: z
        .union(
          [z.enum(['as-ordered', 'most-expensive', 'least-reviewed']), z.custom<ItemRule>(isFunction)],
          'as-ordered, most-expensive, least-reviewed, or a function',
        )
        .default('as-ordered'),
      /** How many reviews a product has: for `least-reviewed`. */
      reviewsOf: z.custom<(productId: string) => number>(isFunction, 'a function').optional(),
    })
    .refine(({ by, reviewsOf }) => by !== 'least-reviewed' || reviewsOf, {
      path: ['reviewsOf'],
      message: 'a function that tells how many reviews a product has',
    })
    .prefault({}),
  /** The host's template of the request, and of its reminders. */
  template: text.default('review-request'),
  reminderTemplate: text.default('review-reminder'),
  /** The first by which the customer may be asked. */
  channels: z.array(channel).min(1).default(['email']),
  /** Under which the host's guards see it: `marketing` puts it under consent, caps and holdouts of marketing. */
  purpose: z.enum(['transactional', 'marketing']).optional(),
  /** Where the review will stand. */
  destination: z.string().min(1).default('shop'),
  /** What must have happened to the order, beside what the trigger says. A point of sale is both. */
  requires: z.array(z.enum(['paid', 'fulfilled'])).default(['paid', 'fulfilled']),
  /** Days after the request, then after each other. */
  reminders: z
    .array(z.strictObject(wait).refine((parts) => Object.values(parts).some((part) => part), 'a wait that is not 0'))
    .max(3)
    .default([]),
  /** What is promised for a review. */
  incentives: z.array(incentive).max(3).default([]),
  /** What could not be sent for so long after its date is not sent any more. */
  giveUpAfter: days(300).default({ days: 60 }),
}
const ask = z.strictObject(askShape)
export type AskOptions = z.input<typeof ask>
export interface ExperimentOptions {
  /** Its variants are ways of asking: by key, what they do otherwise. One that is not named does nothing otherwise. */
  readonly experiment?: Experiment
  readonly variants?: { readonly [variant: string]: AskOptions }
}
export interface Ask extends z.output<typeof ask> {
  readonly id: string
  readonly experiment?: Experiment
  readonly variants: { readonly [variant: string]: Ask }
}

const shared = z.strictObject({
  /** So many requests to one person within so many days; reminders do not count. */
  person: z
    .strictObject({ most: z.int().min(1).max(20), days: z.int().positive().max(365) })
    .default({ most: 1, days: 30 }),
  /** A product is asked about once within so many days. */
  product: days(REMEMBERED_DAYS).default({ days: 365 }),
  /** Whom, and what, nobody asks about. */
  exclude: z
    .strictObject({
      /** Ids or e-mail addresses; `*` stands for anything, as in `*@example.com`. */
      customers: z.array(text).max(10_000).default([]),
      /** Of the customer or of the order. */
      tags: z.array(text).max(1_000).default([]),
      /** Where it was bought: the order's `channel`. */
      channels: z.array(text).max(1_000).default([]),
      products: z.array(text).max(10_000).default([]),
      categories: z.array(text).max(1_000).default([]),
      if: z
        .array(z.custom<Exclusion>((one) => isFunction((one as Exclusion | null)?.excludes), 'an exclusion'))
        .default([]),
    })
    .prefault({}),
  /** What holds for every customer of the shop. Without it, asking needs consent where a law knows existing customers. */
  existingCustomer: z
    .strictObject({ addressFromSale: yes, ownSimilarGoods: yes, toldAtSignUp: yes } satisfies Record<
      keyof ExistingCustomer,
      z.ZodType
    >)
    .optional(),
  policies: z.custom<readonly PolicyPack[]>(Array.isArray, 'policy packs').default(policyPacks),
})
type Shared = z.output<typeof shared>

export interface ReviewsOptions extends AskOptions, ExperimentOptions, z.input<typeof shared> {
  /** Several kinds of request, by name; what is said beside holds for each, unless it says otherwise. */
  readonly asks?: { readonly [ask: string]: AskOptions & ExperimentOptions }
}
export interface Programme extends Shared {
  readonly asks: readonly Ask[]
}

const split = (options: object, names: object): [own: object, rest: object] => {
  const entries = Object.entries(options)
  return [
    Object.fromEntries(entries.filter(([name]) => Object.hasOwn(names, name))),
    Object.fromEntries(entries.filter(([name]) => !Object.hasOwn(names, name))),
  ]
}

function readAsk(
  path: readonly string[],
  name: string,
  { experiment, variants = {}, ...options }: AskOptions & ExperimentOptions,
  policies: readonly PolicyPack[],
): Ask {
  if (experiment !== undefined)
    defineExperiment(readBy(isExperiment, experiment, [...path, 'experiment'], reviewsInvalid))
  const known = experiment?.variants.map(({ key }) => key) ?? []
  const others = Object.entries(variants).map(([key, otherwise]): [string, Ask] => {
    const at = [...path, 'variants', key]
    if (!known.includes(key))
      throw reviewsInvalid(at.join('.'), `a variant of the ask’s experiment: ${known.join(', ') || 'it has none'}`)
    return [key, readAsk(at, name, { ...options, ...otherwise }, policies)]
  })
  const one = readBy(ask, options, path, reviewsInvalid)
  policyFor(policies, one)
  refuseIncentives(policies, one.destination, one.incentives)
  return {
    ...one,
    id: readBy(id, name, [...path, 'id'], reviewsInvalid),
    ...(experiment && { experiment }),
    variants: Object.fromEntries(others),
  }
}

const isExperiment = z.custom<Experiment>(
  (one) => typeof one === 'object' && Array.isArray((one as Experiment | null)?.variants),
  'an experiment',
)

/**
 * Reads the options of `reviews`.
 * @throws MotError REVIEWS_INVALID with `details.path`, as `asks.service.hour`; POLICY_FORBIDS, POLICY_UNKNOWN, EXPERIMENT_INVALID
 */
export function readOptions({ asks, ...options }: ReviewsOptions): Programme {
  const [forAll, forEach] = split(options, shared.shape)
  const read = readBy(shared, forAll, [], reviewsInvalid)
  const policies = read.policies.map((one, i) => checked(`policies.${i}`, pack, one))
  const all = { ...read, policies }
  const named = asks ?? { request: {} }
  if (Object.keys(named).length === 0) throw reviewsInvalid('asks', 'one or more')
  return {
    ...all,
    asks: Object.entries(named).map(([name, one]) =>
      readAsk(asks ? ['asks', name] : [], name, { ...forEach, ...one } as AskOptions, policies),
    ),
  }
}
