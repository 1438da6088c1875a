// What a request must hold against: plain questions to the facts told so far, and nothing of the package.
import { at, type Fact } from './facts.ts'
import { wall } from './timing.ts'

const DAY = 86_400_000
export interface Rules {
  readonly person: { readonly most: number; readonly days: number }
  readonly product: { readonly days: number }
  readonly after: number
  readonly fallback?: number | undefined
  readonly hour?: string | undefined
  readonly notOn: readonly string[]
  readonly channels: readonly ('email' | 'sms')[]
  readonly isKnown: boolean
  readonly reminders: readonly number[]
}
export interface Message {
  readonly at: string
  readonly customer: string
  readonly channel: string | undefined
  readonly ask: string
  readonly orderId: string
  readonly products?: readonly string[] | undefined
  readonly reminder?: number | undefined
}

/** By whom an existing customer may be asked without consent, and who need not be one: the packs, read by hand. */
const withoutConsent = {
  email: { DE: 'existing', FR: 'existing', GB: 'existing', US: 'anybody', other: 'existing' },
  sms: { DE: 'nobody', FR: 'existing', GB: 'existing', US: 'nobody', other: 'nobody' },
} as const
type Channel = keyof typeof withoutConsent

const latest = <T>(facts: readonly Fact[], of: (fact: Fact) => T | undefined): T | undefined =>
  facts
    .toSorted((a, b) => a.time - b.time)
    .map(of)
    .findLast((value) => value !== undefined)
const has = (facts: readonly Fact[], type: string): boolean => facts.some((fact) => fact.type === type)

/** What the facts about one customer say. */
export function customerOf(facts: readonly Fact[], { isKnown }: Pick<Rules, 'isKnown'>) {
  const updated = <T>(name: string) =>
    latest(facts, ({ type, data }) => (type === 'customer.updated' ? (data[name] as T) : undefined))
  const word = (channel: string, purpose: string): { says: boolean; time: number } | undefined =>
    latest(facts, ({ type, time, data }) =>
      type.startsWith('consent.') && data.channel === channel && data.purpose === purpose
        ? { says: type === 'consent.given', time }
        : undefined,
    )
  const resolved = facts.filter(({ type }) => type === 'case.resolved').map(({ data }) => data.caseId)
  return {
    zone: updated<string>('timeZone') ?? 'UTC',
    email: updated<string>('email') ?? '',
    tags: updated<readonly string[]>('tags') ?? [],
    hasOpenCase: facts.some(({ type, data }) => type === 'case.opened' && !resolved.includes(data.caseId)),
    hasWord: (channel: string) =>
      has(
        facts.filter(({ data }) => data.channel === channel),
        'consent.withdrawn',
      ),
    mayBeAsked(channel: Channel): boolean {
      const [reviews, marketing] = [word(channel, 'reviews'), word(channel, 'marketing')]
      if (reviews?.says) return marketing === undefined || marketing.says || marketing.time < reviews.time
      if (reviews ?? marketing) return (reviews ?? marketing)?.says === true
      const country = updated<string>('country') ?? 'other'
      const table: Readonly<Record<string, string>> = withoutConsent[channel]
      const rule = table[country] ?? table.other
      return rule === 'anybody' || (rule === 'existing' && isKnown)
    },
  }
}

interface Parcel {
  readonly at: number
  readonly products?: readonly string[] | undefined
  readonly arrived?: number | undefined
  readonly isGone: boolean
}
/** What the facts about one order say; `all` are those about its customer. */
export function orderOf(orderId: string, all: readonly Fact[]) {
  const facts = all.filter(({ data }) => data.orderId === orderId)
  const first = (type: string, own = facts) =>
    own
      .filter((fact) => fact.type === type)
      .reduce<number | undefined>((min, { time }) => Math.min(min ?? time, time), undefined)
  const placed = facts.find(({ type }) => type === 'order.placed')
  const lines: readonly { productId: string; quantity: number }[] =
    latest(facts, ({ type, data }) => (type === 'order.updated' ? data.products : undefined)) ??
    placed?.data.products ??
    []
  const canceled = first('order.canceled')
  const isAtTill = placed?.data.market === 'point-of-sale'

  const refunds = [
    ...new Map(
      facts.flatMap(({ type, data }) => (type === 'order.refunded' ? [[data.refundId, data] as const] : [])),
    ).values(),
  ]
  const back = facts.filter(({ type }) => type === 'return.requested').map(({ data }) => data)
  const total: number = placed?.data.total.amount ?? Number.POSITIVE_INFINITY
  const isRefunded = refunds.length > 0 && refunds.reduce((sum, { amount }) => sum + amount.amount, 0) >= total
  const isUnclear = !isRefunded && refunds.some(({ amount, products }) => amount.amount > 0 && products === undefined)
  const count = (words: readonly Fact['data'][], product: string): number =>
    words
      .flatMap(({ products = [] }): (typeof lines)[number][] => products)
      .filter(({ productId }) => productId === product)
      .reduce((sum, { quantity = Number.POSITIVE_INFINITY }) => sum + quantity, 0)
  const isAllBack = back.some(({ products }) => products === undefined)
  const isKept = (product: string): boolean => {
    const { quantity = 0 } = lines.find(({ productId }) => productId === product) ?? {}
    return !isRefunded && !isAllBack && Math.max(count(refunds, product), count(back, product)) < quantity
  }

  const parcels = [
    ...Map.groupBy(
      facts.filter(({ type }) => type.startsWith('shipment.')),
      ({ data }) => data.shipmentId,
    ).values(),
  ]
    .map((own): Parcel => {
      const gone = [first('shipment.lost', own), first('shipment.updated', own)].filter((time) => time !== undefined)
      const arrived = first('shipment.delivered', own)
      const isHere = arrived !== undefined && gone.every((time) => time < arrived)
      return {
        at: first('shipment.created', own) ?? Math.min(...own.map(({ time }) => time)),
        products: own
          .find(({ data }) => data.products)
          ?.data.products.map(({ productId }: { productId: string }) => productId),
        arrived: isHere ? arrived : undefined,
        isGone: !isHere && gone.length > 0,
      }
    })
    .filter((parcel) => canceled === undefined || parcel.at > canceled)
  const coming = (product?: string): readonly Parcel[] =>
    parcels.filter(
      ({ isGone, products }) => !isGone && (product === undefined || (products?.includes(product) ?? true)),
    )
  const reviews = all.filter(({ type }) => type === 'review.submitted').map(({ time, data }) => ({ time, data }))
  return {
    placed,
    lines,
    wasChanged: has(facts, 'order.updated'),
    isAtTill,
    isPaid: isAtTill || has(facts, 'order.paid'),
    isCanceled: canceled !== undefined && (isAtTill || parcels.length === 0 || parcels.every(({ isGone }) => isGone)),
    wasCanceled: canceled !== undefined,
    isRefunded,
    isUnclear,
    isKept,
    isNothingKept: lines.length > 0 ? lines.every(({ productId }) => !isKept(productId)) : back.length > 0,
    parcels,
    coming,
    /** What it is about where it is about all of it: what is kept, if that is known. */
    whole: lines.length > 0 ? lines.map(({ productId }) => productId).filter(isKept) : [undefined],
    tags: (latest(facts, ({ data }) => data.tags) ?? []) as readonly string[],
    isReviewed: reviews.some(({ data }) => data.orderId === orderId && data.productId === undefined),
    isShopReviewed: reviews.some(
      ({ time, data }) => data.orderId === undefined && data.productId === undefined && time >= (placed?.time ?? 0),
    ),
    isProductReviewed: (product: string) => reviews.some(({ data }) => data.productId === product),
  }
}

const daysFrom = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY
/** What is wrong with a message, by what was told when it went out, and what had gone out before: nothing, if all is well. */
export function wrongWith(
  message: Message,
  told: readonly Fact[],
  before: readonly Message[],
  rules: Rules,
): readonly string[] {
  const facts = told.filter(({ customer }) => customer === message.customer)
  const past = before.filter(({ customer }) => customer === message.customer)
  const requests = past.filter(({ reminder }) => reminder === undefined)
  const own = past.filter(({ ask, orderId }) => ask === message.ask && orderId === message.orderId)
  const [person, order] = [customerOf(facts, rules), orderOf(message.orderId, facts)]
  const { products, reminder } = message
  const isService = message.ask === 'service'
  const wrong: string[] = []
  const must = (holds: boolean, otherwise: string) => holds || wrong.push(otherwise)

  must(order.placed !== undefined && order.isPaid, 'not paid')
  must(!order.isCanceled, 'canceled')
  must(!order.isRefunded && !order.isUnclear, 'refunded')
  must(!order.isNothingKept, 'nothing kept')
  must(!person.hasOpenCase, 'open case')
  must(!order.tags.includes('sample') && !person.tags.includes('wholesale'), 'tag')
  must(!person.email.endsWith('@blocked.example'), 'blocked')
  must(
    message.channel === rules.channels.find((channel) => person.mayBeAsked(channel)),
    `no consent for ${message.channel}`,
  )
  const isWhole = reminder === undefined ? isService || order.lines.length === 0 : own[0]?.products === undefined
  must((products === undefined) === isWhole, 'about what?')
  for (const product of products ?? []) {
    must(order.isKept(product), `${product} not kept`)
    must(!order.isProductReviewed(product), `${product} reviewed`)
    must(product !== 'pot', 'excluded')
  }
  must(products?.length !== 0, 'about nothing')
  if (!products) must(!order.isReviewed && !(isService && order.isShopReviewed), 'reviewed')
  // What was asked about had arrived; a reminder does not wait for more of it.
  if (reminder !== undefined) must(own.length > 0, 'nothing to remind of')
  else if (order.parcels.length > 0 && !order.isAtTill)
    for (const product of products ?? order.whole) {
      const parcels = order.coming(product)
      must(parcels.length > 0, 'not sent')
      const waits = parcels.map(({ at: sent, arrived }) => {
        const heard = arrived === undefined ? Number.NEGATIVE_INFINITY : daysFrom(at(arrived), message.at) - rules.after
        return Math.max(heard, rules.fallback === undefined ? heard : daysFrom(at(sent), message.at) - rules.fallback)
      })
      // A day on which clocks change has 23 hours.
      must(
        waits.every((days) => days > -1.1 / 24),
        'too soon',
      )
    }
  else must(order.isAtTill, 'not sent')

  const [date = '', time = ''] = wall(Date.parse(message.at), person.zone).split(' ')
  const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
  if (rules.hour) must(minutes(time) >= minutes(rules.hour) && minutes(time) <= minutes(rules.hour) + 60, `at ${time}`)
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(Date.parse(date))
  must(!rules.notOn.includes(weekday.toLowerCase()), `on a ${weekday}`)

  if (reminder !== undefined) {
    // What goes out with it is none of what it reminds of.
    const last = own.findLast((one) => one.at < message.at)
    must(reminder <= rules.reminders.length && !own.some((one) => one.reminder === reminder), 'reminded again')
    must(
      last !== undefined && daysFrom(last.at, message.at) > (rules.reminders[reminder - 1] ?? 0) - 0.05,
      'reminded too soon',
    )
    must(
      (products ?? []).every((product) => own.some((one) => one.products?.includes(product))),
      'reminds of what was not asked',
    )
    return wrong
  }
  for (const product of products ?? [])
    must(
      !requests.some((one) => one.products?.includes(product) && daysFrom(one.at, message.at) < rules.product.days),
      `${product} again`,
    )
  if (!products) must(own.length === 0, 'again')
  const recent = requests.filter((one) => daysFrom(one.at, message.at) < rules.person.days)
  must(recent.length < rules.person.most, 'asked too often')
  return wrong
}
