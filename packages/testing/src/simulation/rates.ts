/** What a simulated store is like: every rate with its unit and default, and the check of what a caller hands in. */
import { MotError } from '@motkit/core'
import * as z from 'zod'

/** The shares of 1, 2, 3, 4 and 5 stars; together 1. */
export type Stars = readonly [one: number, two: number, three: number, four: number, five: number]
export interface ByLateness {
  readonly onTime: Stars
  readonly late: Stars
}

/**
 * The rates of a simulated store. Shares lie within 0 and 1; the rest say their unit. Late deliveries and star ratings
 * follow a sample of 2,482 orders of the Brazilian E-Commerce Public Dataset by Olist
 * (https://www.kaggle.com/datasets/olistbr/brazilian-ecommerce), late by calendar day: 6.4 % late, and reviews of
 * 4.34 stars on time against 2.40 late. The other defaults are round figures of a mid-sized shop.
 */
export interface SimulationRates {
  /** Share of people whose first visits are anonymous, until `customer.identified`; friends always are. Default: 0.8. */
  readonly anonymous: number
  /** Visits a month, mean, of who keeps coming: at most one a day. Default: 2. */
  readonly visitsPerMonth: number
  /** Share of visits after which somebody who plans no purchase never comes back. Default: 0.1. */
  readonly leaving: number
  /** Share of visits of a single step, but for those of a repeat purchase. Default: 0.4. */
  readonly bounce: number
  /** Share of other visits than bounces that begin with a search. Default: 0.35. */
  readonly search: number
  /** Share of visits up to the first order that end with it. Default: 0.05. */
  readonly conversion: number
  /** Share of carts that are left, in visits up to the first order. Default: 0.7. */
  readonly cartAbandonment: number
  /** Share of the left carts that had reached the checkout. Default: 0.4. */
  readonly checkoutAbandonment: number
  /** Share of checkouts with a refused payment. Default: 0.06. */
  readonly paymentFailure: number
  /** Share of anonymous visits, but bounces and purchases, that end with a sign-up. Default: 0.08. */
  readonly signUp: number
  /** Share of people who agree to marketing e-mails once they are known. Default: 0.45. */
  readonly consent: number
  /** Share of those who take it back later. Default: 0.08. */
  readonly consentWithdrawal: number
  /** Share of people who tell their birthday. Default: 0.4. */
  readonly birthday: number
  /** Share of people who live in another country, with a time zone and locale of their own. Default: 0.25. */
  readonly abroad: number
  /** Share of orders after which the customer orders again, if the simulation lasts. Default: 0.35. */
  readonly repeatPurchase: number
  /** Days until they do: evenly between the two. Default: [20, 90]. */
  readonly repeatAfterDays: readonly [least: number, most: number]
  /** Share of orders that the customer cancels. Default: 0.02. */
  readonly canceledByCustomer: number
  /** Share of orders that the shop cancels. Default: 0.01. */
  readonly canceledByShop: number
  /** Calendar days from the order to the promised arrival, at least 3. Default: 5. */
  readonly promiseDays: number
  /** Share of orders in two parcels. Default: 0.08. */
  readonly splitShipment: number
  /** Share of shipped orders that are lost. Default: 0.004. */
  readonly lost: number
  /** Share of arrivals that are after the promised calendar day, in the shop's zone. Default: 0.064. */
  readonly lateDelivery: number
  /** Calendar days late, mean over the late ones, at least 1. Default: 5. */
  readonly daysLate: number
  /** Share of late deliveries that are announced. Default: 0.6. */
  readonly delayAnnounced: number
  /** Share of arrivals that shop and carrier both report. Default: 0.3. */
  readonly deliveredTwice: number
  /** Share of arrived orders that are sent back. Default: 0.1. */
  readonly returns: number
  /** Share of returns where only a part is refunded. Default: 0.4. */
  readonly partialRefund: number
  /** Share of arrived orders that are reviewed. Default: 0.35. */
  readonly reviews: number
  /** Stars of reviews. Default: means of 4.34 on time and 2.40 late. */
  readonly ratings: ByLateness
  /** Share of arrived orders, on time, with a support case. Default: 0.05. */
  readonly cases: number
  /** The same where the order was late. Default: 0.4. */
  readonly casesLate: number
  /** Share of cases that are solved. Default: 0.85. */
  readonly solved: number
  /** Stars of satisfaction with a case; half of the cases are rated. Default: means of 4.1 on time and 3.0 late. */
  readonly satisfaction: ByLateness
  /** Share of arrived orders followed by an answered NPS survey. Default: 0.12. */
  readonly surveys: number
  /** Share of arrived orders after which a friend comes, sent by the customer, while there are people left. Default: 0.06. */
  readonly referrals: number
  /** Share of arrived orders after which the customer shares a product. Default: 0.05. */
  readonly sharing: number
}

const share = (value: number) => z.number().min(0).max(1).default(value)
const star = z.number().min(0).max(1)
const stars = (value: Stars) =>
  z
    .tuple([star, star, star, star, star])
    .refine((shares) => Math.abs(shares.reduce((sum, one) => sum + one, 0) - 1) < 1e-9, 'five shares that sum to 1')
    .default([...value])
const byLateness = (onTime: Stars, late: Stars) =>
  z.strictObject({ onTime: stars(onTime), late: stars(late) }).prefault({})
const days = z.int().min(1).max(3_650)

const rates = {
  anonymous: share(0.8),
  visitsPerMonth: z.number().positive().max(30).default(2),
  leaving: share(0.1),
  bounce: share(0.4),
  search: share(0.35),
  conversion: share(0.05),
  cartAbandonment: share(0.7),
  checkoutAbandonment: share(0.4),
  paymentFailure: share(0.06),
  signUp: share(0.08),
  consent: share(0.45),
  consentWithdrawal: share(0.08),
  birthday: share(0.4),
  abroad: share(0.25),
  repeatPurchase: share(0.35),
  repeatAfterDays: z
    .tuple([days, days])
    .refine(([least, most]) => least <= most, 'the fewest days, then the most')
    .default([20, 90]),
  canceledByCustomer: share(0.02),
  canceledByShop: share(0.01),
  promiseDays: z.int().min(3).max(60).default(5),
  splitShipment: share(0.08),
  lost: share(0.004),
  lateDelivery: share(0.064),
  daysLate: z.number().min(1).max(60).default(5),
  delayAnnounced: share(0.6),
  deliveredTwice: share(0.3),
  returns: share(0.1),
  partialRefund: share(0.4),
  reviews: share(0.35),
  ratings: byLateness([0.057, 0.024, 0.077, 0.206, 0.636], [0.5, 0.08, 0.12, 0.12, 0.18]),
  cases: share(0.05),
  casesLate: share(0.4),
  solved: share(0.85),
  satisfaction: byLateness([0.05, 0.05, 0.12, 0.31, 0.47], [0.23, 0.18, 0.17, 0.2, 0.22]),
  surveys: share(0.12),
  referrals: share(0.06),
  sharing: share(0.05),
}

/** Whether `Intl` knows a name. */
const known = (make: () => unknown): boolean => {
  try {
    make()
    return true
  } catch {
    return false
  }
}

const settings = z
  .strictObject({
    ...rates,
    seed: z.int().default(1),
    customers: z.int().min(0).max(10_000_000).default(500),
    months: z.int().min(1).max(600).default(12),
    start: z.iso.datetime({ offset: true }).default('2025-01-01T00:00:00.000Z'),
    currency: z
      .string()
      .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'an ISO 4217 currency code')
      .default('EUR'),
    timeZone: z
      .string()
      .refine((timeZone) => known(() => new Intl.DateTimeFormat('en', { timeZone })), 'an IANA time zone')
      .default('Europe/Berlin'),
  })
  .refine(({ bounce, conversion, cartAbandonment }) => bounce + cartShare(conversion, cartAbandonment) <= 1, {
    path: ['conversion'],
    error: 'a share that, with the bounces and the carts that are left, stays within 1',
  })
  .refine(({ canceledByCustomer, canceledByShop }) => canceledByCustomer + canceledByShop <= 1, {
    path: ['canceledByShop'],
    error: 'a share that, with those canceled by customers, stays within 1',
  })

/** Share of visits that fill a cart: of those carts all but the abandoned ones become orders. */
export const cartShare = (conversion: number, cartAbandonment: number): number =>
  conversion === 0 ? 0 : conversion / (1 - cartAbandonment)

export interface SimulationOptions extends Partial<Omit<SimulationRates, 'ratings' | 'satisfaction'>> {
  readonly ratings?: Partial<ByLateness>
  readonly satisfaction?: Partial<ByLateness>
  /** An integer; the same seed and options give the same store. Default: 1. */
  readonly seed?: number
  /** How many people visit, in all; most of them never order. Default: 500. */
  readonly customers?: number
  /** How many calendar months, from `start` on. Default: 12. */
  readonly months?: number
  /** ISO 8601 with its zone. Default: '2025-01-01T00:00:00.000Z'. */
  readonly start?: string
  /** ISO 4217. Default: 'EUR'. */
  readonly currency?: string
  /** The shop's zone, and that of most customers; promises are days in it. Default: 'Europe/Berlin'. */
  readonly timeZone?: string
}
export type Simulation = SimulationRates &
  Required<Pick<SimulationOptions, 'seed' | 'customers' | 'months' | 'start' | 'currency' | 'timeZone'>>

/** Fills in the defaults. @throws MotError SETUP_INVALID with the path of what is wrong */
export function readOptions(options: SimulationOptions): Simulation {
  const read = settings.safeParse(options)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const path = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])].join(
    '.',
  )
  throw new MotError('SETUP_INVALID', `simulateStore: ${path}: ${issue?.message}`, {
    details: { path, ...(issue && { expected: issue.message }) },
  })
}

/** The rates as they are unless said otherwise. */
export const defaultRates: SimulationRates = z.object(rates).parse({})
