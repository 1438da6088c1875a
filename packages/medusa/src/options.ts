/** What the plugin is told in medusa-config, checked when the shop starts. */
import {
  type AnyAction,
  type AnyGuard,
  type AnyPlugin,
  type Handler,
  isMotError,
  MotError,
  type Settings,
  type Span,
} from '@motkit/core'
import type { DeliveryOptions } from '@motkit/delivery'
import type { LoyaltyOptions, OffersOptions, ReferralOptions, TierBenefits } from '@motkit/loyalty'
import type { ReviewsOptions } from '@motkit/reviews'
import * as z from 'zod'

export interface MotPluginOptions {
  /** Points, tiers and rewards: the programme of `@motkit/loyalty`. Without it there are none. */
  readonly programme?: LoyaltyOptions
  /** What its tiers bring: rewards, messages, and a tag, which is the customer group of that name. */
  readonly tierBenefits?: TierBenefits
  /** Keeps points and tier in `metadata.mot` of customers, and what they earned in that of orders. Default: false. */
  readonly metadata?: boolean
  /** Review requests: the options of `@motkit/reviews`. Without them nobody is asked. */
  readonly reviews?: ReviewsOptions
  /** Sign the links of review requests, 32 bytes or more each, the newest first. Without them no review is taken by the API. */
  readonly reviewSecrets?: readonly string[]
  /** Offers at moments of truth: those of `@motkit/loyalty` that are named. Without them there are none. */
  readonly offers?: OffersOptions
  /** Customers who bring customers: the options of `@motkit/loyalty`, and the page that a code's link leads to. */
  readonly referrals?: ReferralOptions & { readonly link?: string }
  /** Messages from order to door: the options of `@motkit/delivery`. Without them there are none. */
  readonly delivery?: DeliveryOptions
  /** The shop's own plugins. */
  readonly plugins?: readonly AnyPlugin[]
  /** Thresholds of the built-in moments. */
  readonly settings?: Partial<Settings>
  readonly guards?: readonly AnyGuard[]
  /** Handlers by the type of their action: of the shop's own actions, or in place of the plugin's. */
  readonly handlers?: { readonly [type: string]: Handler<AnyAction> | 'none' }
  /** Ids of the sales channels that are shops with a door: the market `point-of-sale` of their orders. */
  readonly pointOfSale?: readonly string[]
  /** Keys the hash that stays of an erased customer: without it nobody can be erased. */
  readonly erasureKey?: string
  /** Whether customers who are deleted in Medusa are erased. Default: true, where there is an `erasureKey`. */
  readonly eraseDeleted?: boolean
  /** The codes of coupons and gift cards: a secret of 32 bytes or more, and what stands in front. Without it neither is given. */
  readonly coupons?: {
    readonly secret: string
    readonly prefix?: string
    /** How long points are set aside for a cart that is not completed. Default: an hour. */
    readonly hold?: Span
  }
  /** What a template of motkit is called at the notification provider, as an id of SendGrid. Default: the same. */
  readonly templates?: { readonly [template: string]: string }
}

const text = z.string('a text').min(1, 'a text')
const names = z.record(z.string(), text, 'names by name')
const secret = text.refine((value) => Buffer.byteLength(value) >= 32, 'a secret of 32 bytes or more')
const count = z.number('a number from 0').nonnegative('a number from 0')
const span = z.strictObject({ days: count.optional(), hours: count.optional(), minutes: count.optional() }, 'a span')
const SPANS = ['days', 'hours', 'minutes'] as const
const isZone = (zone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}
const settings = z.strictObject(
  {
    timeZone: text.refine(isZone, 'an IANA time zone').optional(),
    late: z.enum(['day', 'instant'], "'day' or 'instant'").optional(),
    abandonedAfter: span.optional(),
    returnWindow: span.optional(),
    lapseAfter: span.optional(),
    answerWithin: span.optional(),
    resolveWithin: span.optional(),
  },
  'settings',
)
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
/** What its own package checks; here only that it is an object at all. It goes on as it is, functions included. */
const options = <T>() => z.custom<T>((value) => isObject(value) && !Array.isArray(value), 'options')
const named = <T>(what: string) =>
  z.custom<T>((value) => isObject(value) && typeof Reflect.get(value, 'id') === 'string', what)
const handler = z.custom<Handler<AnyAction> | 'none'>(
  (value) => value === 'none' || typeof value === 'function',
  "a function, or 'none'",
)

const schema = z.strictObject({
  programme: options<LoyaltyOptions>().optional(),
  tierBenefits: options<TierBenefits>().optional(),
  metadata: z.boolean('true or false').optional(),
  reviews: options<ReviewsOptions>().optional(),
  reviewSecrets: z.array(secret, 'a list of secrets').min(1, 'a list of secrets').optional(),
  offers: options<OffersOptions>().optional(),
  referrals: options<ReferralOptions & { readonly link?: string }>()
    .refine(({ link }) => link === undefined || URL.canParse(link), { path: ['link'], message: 'an absolute URL' })
    .optional(),
  delivery: z
    .strictObject(
      {
        templates: z
          .strictObject({ dispatched: text.optional(), outForDelivery: text.optional() }, 'templates')
          .optional(),
      },
      'options',
    )
    .optional(),
  plugins: z.array(named<AnyPlugin>('a plugin of definePlugin'), 'a list of plugins').optional(),
  settings: settings.optional(),
  guards: z.array(named<AnyGuard>('a guard of defineGuard'), 'a list of guards').optional(),
  handlers: z.record(z.string(), handler, 'handlers by action').optional(),
  pointOfSale: z.array(text, 'a list of ids').optional(),
  erasureKey: z.string().min(16, 'a secret of 16 characters or more').optional(),
  eraseDeleted: z.boolean('true or false').optional(),
  coupons: z
    .strictObject(
      {
        secret,
        hold: span.refine((hold) => SPANS.some((unit) => hold[unit]), 'a span above none').optional(),
        prefix: z
          .string()
          .regex(/^[0-9A-Za-z]{1,20}$/, '1 to 20 letters and digits')
          .optional(),
      },
      'options',
    )
    .optional(),
  templates: names.optional(),
})

/** Where the options stand, in words that whoever wrote medusa-config knows. */
const PLACE = "plugins['@motkit/medusa'].options"

const wrong = (path: readonly PropertyKey[], expected: string, code = 'SETUP_INVALID', cause?: unknown): MotError => {
  const place = [PLACE, ...path].join('.')
  return new MotError(code, `${place}: expected ${expected}`, { cause, details: { path: place, expected } })
}

/**
 * Checks what the plugin is told, but for what its packages check themselves.
 * @throws MotError SETUP_INVALID with `details.path`, as `plugins['@motkit/medusa'].options.settings.timeZone`
 */
export function readOptions(input: unknown): MotPluginOptions {
  const { data, error } = schema.safeParse(input)
  if (!error) {
    const lonely = (['tierBenefits', 'metadata'] as const).find((part) => data[part] && !data.programme)
    if (lonely) throw wrong([lonely], 'a programme beside it')
    if (data.eraseDeleted && !data.erasureKey) throw wrong(['eraseDeleted'], 'an erasureKey beside it')
    return data as MotPluginOptions
  }
  const [issue] = error.issues
  if (issue?.code === 'unrecognized_keys') throw wrong([...issue.path, issue.keys[0] ?? ''], 'no option of this name')
  throw wrong(issue?.path ?? [], issue?.message ?? 'options')
}

/** Makes a part of the engine; what it finds wrong in its options is told by their place in medusa-config. */
export function within<T>(path: readonly string[], make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!isMotError(error)) throw error
    const { path: inner, expected = error.message } = error.details
    throw wrong(inner ? [...path, inner] : path, expected, error.code, error)
  }
}
