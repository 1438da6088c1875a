/** Whether somebody may be asked about an order at all: what stands in the way, and since when. */
import {
  type Customer,
  cases,
  consents,
  fullyRefunded,
  hasUnclearRefund,
  instant,
  type Journey,
  keptLines,
  type Order,
  orderLines,
  orders,
  profile,
  type Settings,
  type Stamp,
} from '@motkit/core'
import { mayAsk } from '../policies/may-ask.ts'
import { type Policy, policyFor } from '../policies/policy.ts'
import { shipmentOf } from '../timing/parcels.ts'
import { requests } from './memory.ts'
import type { Ask, Programme } from './options.ts'

/** The slices that a plan reads. */
const read = [orders, cases, consents, profile, requests] as const
/** And those that the host's exclusions read. */
export const readsOf = ({ exclude }: Programme): readonly (typeof read)[number][] =>
  [...read, ...exclude.if.flatMap(({ reads = [] }) => reads)] as never
/** What a plan is made of. */
export interface Looking {
  readonly programme: Programme
  readonly journey: Journey<(typeof read)[number]>
  readonly settings: Pick<Settings, 'timeZone'>
  readonly now: string
}
/** An ask about an order. */
export interface Asking {
  readonly orderId: string
  readonly order: Order
  readonly ask: Ask
}
/** What stands in the way of a request. */
export interface Obstacle {
  /** What is waited for may come; what is skipped is asked about only if things turn out to be otherwise. */
  readonly status: 'waiting' | 'skipped'
  /** In kebab-case, as `no-consent`; the id of an exclusion; or a guard and its reason. */
  readonly reason: string
  /** UTC, ISO 8601: when it began. */
  readonly since?: string
  /** When it ends, where that is known. */
  readonly until?: string
  /** The policy pack that decided. */
  readonly pack?: string
}
type Channel = Ask['channels'][number]

const because = (status: Obstacle['status']) => (reason: string, at?: Stamp) => ({
  status,
  reason,
  ...(at !== undefined && { since: instant(at) }),
})
const skipped = because('skipped')
const waiting = because('waiting')

/** The channel by which this may be asked and what is waited for before, or why it is skipped. */
export function mayBeAsked(
  looking: Looking,
  asking: Asking,
): Obstacle | { readonly channel: Channel; readonly waits?: Obstacle } {
  const inTheWay = [...aboutCustomer(looking), ...aboutOrder(looking, asking)]
  const skip = inTheWay.find(({ status }) => status === 'skipped')
  if (skip) return skip
  const allowed = channelFor(looking, asking.ask)
  const [waits] = inTheWay
  return 'channel' in allowed && waits ? { ...allowed, waits } : allowed
}

function aboutCustomer({ programme, journey }: Looking): readonly Obstacle[] {
  const { customers, tags } = programme.exclude
  const { email, tags: own } = journey.slices.profile
  const names = [nameOf(journey.customer), email?.value].filter((name) => name !== undefined)
  const open = Object.values(journey.slices.cases.open).flatMap(({ opened, resolved }) =>
    opened !== undefined && resolved === undefined ? [opened] : [],
  )
  return [
    ...(customers.some((pattern) => names.some((name) => matches(pattern, name)))
      ? [skipped('customer-excluded')]
      : []),
    ...(own?.value.some((tag) => tags.includes(tag)) ? [skipped('tag-excluded', own.at)] : []),
    ...(open.length > 0 ? [waiting('case-open', open.toSorted()[0])] : []),
  ]
}
export const nameOf = (customer: Customer): string => ('id' in customer ? customer.id : customer.anonymousId)
/** `*` stands for anything, and capitals do not matter. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(text)
}

function aboutOrder({ programme, journey, now }: Looking, { orderId, order, ask }: Asking): readonly Obstacle[] {
  const { tags, channels, if: exclusions } = programme.exclude
  const { ratings: _, ...unrated } = order
  const { original, tags: own, placed, paid, canceled, refunded, returned } = order
  const { customer, slices } = journey
  const said = exclusions.flatMap(({ id, reads = [], excludes }): Obstacle[] => {
    const own = Object.fromEntries(reads.map(({ name }) => [name, slices[name as never]]))
    const word = excludes({ customer, orderId, order: unrated, slices: own, now })
    return word === undefined ? [] : [{ status: word === 'wait' ? 'waiting' : 'skipped', reason: id }]
  })
  const isPaid = paid !== undefined || isAtTill(order) || !ask.requires.includes('paid')
  const keptNothing = orderLines(order).length > 0 ? keptLines(order).length === 0 : returned !== undefined
  return [
    ...(original?.channel !== undefined && channels.includes(original.channel)
      ? [skipped('channel-excluded', placed)]
      : []),
    ...(own?.value.some((tag) => tags.includes(tag)) ? [skipped('tag-excluded', own.at)] : []),
    ...(isOff(order) ? [skipped('canceled', canceled)] : []),
    ...(fullyRefunded(order) ? [skipped('refunded', refunded)] : []),
    ...(hasUnclearRefund(order) ? [skipped('refund-unclear', refunded)] : []),
    ...(keptNothing ? [skipped('returned', returned ?? refunded)] : []),
    ...said,
    ...(isPaid ? [] : [waiting('payment', placed)]),
  ]
}
export const isAtTill = ({ market }: Order): boolean => market?.value === 'point-of-sale'
/** Canceled, and not fulfilled anew, or what was sent anew is gone. */
const isOff = (order: Order): boolean =>
  order.canceled !== undefined && (isAtTill(order) || shipmentOf(order).sent === undefined)

/** The policy packs that hold for an ask of this customer. */
export const policyOf = ({ programme, journey }: Looking, { destination }: Ask): Policy =>
  policyFor(programme.policies, { country: journey.slices.profile.country?.value, destination })
/** The first channel by which the customer may be asked; else what stands in the way of the first. */
function channelFor(looking: Looking, ask: Ask): { readonly channel: Channel } | Obstacle {
  const { consents } = looking.journey.slices
  const policy = policyOf(looking, ask)
  const refused = ask.channels.map((channel) => {
    const verdict = mayAsk(policy, { channel, consents, customer: looking.programme.existingCustomer })
    if (verdict.may) return { channel }
    const words = ['reviews', 'marketing'].flatMap((purpose) => consents[`${channel}/${purpose}`]?.at ?? [])
    return { ...skipped(verdict.because, words.toSorted().at(-1)), ...(verdict.pack && { pack: verdict.pack }) }
  })
  return refused.find((one) => 'channel' in one) ?? (refused[0] as Obstacle)
}
