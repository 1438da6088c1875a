/**
 * The plan of a customer's requests: what was asked, what will be and when, what is not and why. A pure function of the
 * journey and of now, over all open orders at once, since one request keeps others waiting.
 */
import { customerKey, instant, keptLines, later, type Order } from '@motkit/core'
import { assign } from '../experiment.ts'
import { strictest } from '../policies/policy.ts'
import { scheduleOf } from '../timing/schedule.ts'
import { answerTo } from './answers.ts'
import { dateOf } from './date.ts'
import { aboutOf, type Candidate, type Entry, endOf, noneOf } from './entry.ts'
import { itemsOf } from './items.ts'
import { sentAbout } from './memory.ts'
import type { Ask, Programme } from './options.ts'
import { reminderOf } from './reminder.ts'
import { type Asking, type Looking, mayBeAsked, nameOf, policyOf, readsOf } from './whether.ts'

/** When the customer is asked, and about what. */
interface Calendar {
  readonly times: readonly string[]
  readonly products: readonly {
    readonly productId: string
    readonly ask: string
    readonly orderId: string
    readonly at: string
  }[]
}

/** Makes plans, and remembers the last: the orders of one customer are looked at one after another, as they stand together. */
export function createPlanner(programme: Programme): (about: Omit<Looking, 'programme'>) => readonly Entry[] {
  const names = readsOf(programme).map(({ name }) => name)
  let last: { readonly made: readonly unknown[]; readonly plan: readonly Entry[] } | undefined
  return (about) => {
    const { journey, settings, now } = about
    const slices = journey.slices as Readonly<Record<string, unknown>>
    const made = [customerKey(journey.customer), settings.timeZone, now, ...names.map((name) => slices[name])]
    if (!last || made.some((one, i) => one !== last?.made[i])) last = { made, plan: planOf({ programme, ...about }) }
    return last.plan
  }
}
/** Every request and reminder about the customer's open orders. */
function planOf(looking: Looking): readonly Entry[] {
  const { orders, requests } = looking.journey.slices
  // Of two that could go out at one instant the order that was placed first does, whichever was told of first.
  const open = Object.entries(orders.open).toSorted(([, a], [, b]) => ((a.placed ?? '') < (b.placed ?? '') ? -1 : 1))
  const asks = open.flatMap(([subject, order]) =>
    order.placed === undefined ? [] : looking.programme.asks.map((ask) => candidateOf(looking, subject, order, ask)),
  )
  let calendar: Calendar = { times: [], products: [] }
  for (const { at, request } of Object.values(requests.sent))
    if (request.reminder === undefined)
      calendar = withRequest(calendar, request.ask, request.orderId, request.products, instant(at))
  const entries = asks.flatMap((candidate) => reminderOf(looking, candidate) ?? [])
  let rest: readonly Candidate[] = asks
    .flatMap((candidate) => eachOf(looking, candidate, calendar))
    .filter((candidate) => {
      const settled = settledOf(looking, candidate)
      if (settled) entries.push(settled)
      return !settled
    })
  // The earliest is taken first, and keeps the others waiting.
  while (rest.length > 0) {
    const looked = rest.map((candidate) => look(looking, candidate, calendar))
    const first = looked.reduce((a, b) => (plannedAt(b) < plannedAt(a) ? b : a))
    if (plannedAt(first) === NEVER) return [...entries, ...looked]
    entries.push(first)
    calendar = withRequest(calendar, first.ask.id, first.orderId, first.products, plannedAt(first))
    rest = rest.filter(({ subject, name }) => subject !== first.subject || name !== first.name)
  }
  return entries
}
const NEVER = '~'
const plannedAt = ({ outcome }: Entry): string => (outcome.status === 'planned' ? outcome.at : NEVER)
const withRequest = (
  { times, products }: Calendar,
  ask: string,
  orderId: string,
  of: readonly string[] | undefined = [],
  at: string,
): Calendar => ({
  times: [...times, at],
  products: [...products, ...of.map((productId) => ({ productId, ask, orderId, at }))],
})

function candidateOf(looking: Looking, subject: string, order: Order, usual: Ask): Candidate {
  const assigned = usual.experiment && assign(usual.experiment, nameOf(looking.journey.customer))
  const ask = (assigned && usual.variants[assigned.variant]) ?? usual
  const asking = { subject, orderId: subject.slice('order/'.length), order, ask, name: ask.id }
  return { ...asking, ...(assigned && { assigned }), may: mayBeAsked(looking, asking) }
}
/** One request for all products, or one for each. */
function eachOf(looking: Looking, candidate: Candidate, calendar: Calendar): readonly Candidate[] {
  const { ask, name } = candidate
  const items = ask.grouping === 'product' ? itemsOfAsk(looking, candidate, calendar) : undefined
  if (!items) return [candidate]
  const products = [...items.chosen, ...items.left.map(({ productId }) => productId)]
  return products.map((product) => ({ ...candidate, product, name: `${name}/item/${product}` }))
}
/** The products that an ask about an order is, or was, about; undefined where it is about the order as a whole. */
function itemsOfAsk(looking: Looking, { order, orderId, ask }: Candidate, { products }: Calendar) {
  if (ask.about === 'service') return undefined
  const { programme, journey, settings, now } = looking
  const isOwn = (one: Calendar['products'][number]): boolean => one.orderId === orderId && one.ask === ask.id
  const own = products.filter(isOwn).map(({ productId }) => productId)
  return itemsOf(looking, { order, ask }, own, (productId) => {
    const others = products.filter((one) => one.productId === productId && !isOwn(one)).map(({ at }) => at)
    const since = others.toSorted().at(-1)
    if (since === undefined) return undefined
    const until = later(since, programme.product)
    const { profile } = journey.slices
    const due = scheduleOf(ask, { order, profile, settings, products: [productId] }).dueAt ?? now
    return until > due ? { since, until } : undefined
  })
}

/** One that no other request has a part in: it was sent, has ended, or may not be asked. */
function settledOf(looking: Looking, candidate: Candidate): Entry | undefined {
  const { subject, name, product, may } = candidate
  const { requests } = looking.journey.slices
  const sent = sentAbout(requests, candidate).find(
    ({ request }) =>
      request.reminder === undefined && (product === undefined || (request.products?.includes(product) ?? true)),
  )
  if (sent)
    return { ...candidate, ...aboutOf(sent.request.products), outcome: { status: 'sent', at: instant(sent.at) } }
  const outcome = endOf(requests, subject, name) ?? ('status' in may ? may : undefined)
  return outcome && { ...candidate, outcome }
}
function look(looking: Looking, candidate: Candidate, calendar: Calendar): Entry {
  const { ask, product, may } = candidate
  const { requests } = looking.journey.slices
  const isThis = (one: string): boolean => product === undefined || one === product
  const items = itemsOfAsk(looking, candidate, calendar)
  const products = items?.chosen.filter(isThis)
  const left = items?.left.filter(({ productId }) => isThis(productId))
  const about = { ...candidate, ...aboutOf(products, left) }
  const answered = products ? products.length === 0 && noneOf(left ?? []) : answerTo(requests, candidate)
  if (answered) return { ...about, outcome: answered }
  if ('waits' in may && may.waits) return { ...about, outcome: may.waits }
  const isAllowed = strictest(policyOf(looking, ask), 'incentives').rule !== 'forbidden'
  const outcome = dateOf(looking, candidate, products ?? wholeOf(candidate), calendar.times)
  return { ...about, incentives: isAllowed ? ask.incentives : [], outcome }
}
/** All that is kept, where that is known: what the order as a whole waits for. */
function wholeOf({ order }: Asking): readonly string[] | undefined {
  const kept = keptLines(order).filter(({ giftCard }) => !giftCard)
  return kept.length > 0 ? kept.map(({ productId }) => productId) : undefined
}
