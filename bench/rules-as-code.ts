/** The rules as functions: with motkit's named conditions, and as the predicates that a developer would write by hand. */
import type { Data, RuleEvent, Spec } from './rule-set.ts'

type When = Readonly<Record<string, (input: { readonly event: RuleEvent }) => boolean>>

/** By shape, as `SHAPES` lists them. */
const conditions: readonly ((at: Spec['at'], is: string) => When)[] = [
  ([a, b, c], is) => ({
    amount: ({ event }) => event.data.amount >= a,
    quantity: ({ event }) => event.data.quantity <= b,
    rating: ({ event }) => event.data.rating >= c,
    channel: ({ event }) => event.data.channel === is,
  }),
  ([a, b, c], is) => ({
    channel: ({ event }) => event.data.channel === is,
    days: ({ event }) => event.data.days <= a,
    amount: ({ event }) => event.data.amount >= b,
    rating: ({ event }) => event.data.rating <= c,
  }),
  ([a, b, c], is) => ({
    quantity: ({ event }) => event.data.quantity >= a,
    country: ({ event }) => event.data.country === is,
    days: ({ event }) => event.data.days >= b,
    amount: ({ event }) => event.data.amount <= c,
  }),
  ([a, b, c], is) => ({
    rating: ({ event }) => event.data.rating >= a,
    amount: ({ event }) => event.data.amount <= b,
    country: ({ event }) => event.data.country === is,
    quantity: ({ event }) => event.data.quantity >= c,
  }),
  ([a, b, c], is) => ({
    days: ({ event }) => event.data.days <= a,
    rating: ({ event }) => event.data.rating <= b,
    quantity: ({ event }) => event.data.quantity <= c,
    channel: ({ event }) => event.data.channel === is,
  }),
]
export const whenOf = ({ shape, at, is }: Spec): When => (conditions[shape] as (typeof conditions)[0])(at, is)

type Predicate = (data: Data) => boolean
const predicates: readonly ((at: Spec['at'], is: string) => Predicate)[] = [
  ([a, b, c], is) =>
    (data) =>
      data.amount >= a && data.quantity <= b && data.rating >= c && data.channel === is,
  ([a, b, c], is) =>
    (data) =>
      data.channel === is && data.days <= a && data.amount >= b && data.rating <= c,
  ([a, b, c], is) =>
    (data) =>
      data.quantity >= a && data.country === is && data.days >= b && data.amount <= c,
  ([a, b, c], is) =>
    (data) =>
      data.rating >= a && data.amount <= b && data.country === is && data.quantity >= c,
  ([a, b, c], is) =>
    (data) =>
      data.days <= a && data.rating <= b && data.quantity <= c && data.channel === is,
]
export const predicateOf = ({ shape, at, is }: Spec): Predicate => (predicates[shape] as (typeof predicates)[0])(at, is)
