/** What the offers remember of a customer: what was carried out, and where something may be promised. */
import {
  type AnyEvent,
  carts,
  cases,
  decisionSettled,
  defineSlice,
  type Envelope,
  type EventOf,
  earliest,
  landmarks,
  latest,
  orders,
  type Stamp,
  stamp,
  voices,
} from '@motkit/core'

/** So many of each rule, and of each kind of subject, are remembered: the latest. */
const KEPT = 8
/** A fact can stop what was promised about a subject of a kind that was active in these days before it, or after. */
const NEAR_DAYS = { visit: 2, cart: 60, order: 60, review: 30 } as const
type Kind = keyof typeof NEAR_DAYS

export interface Offered {
  /** By rule, what was carried out, as `order/7 reward`, and when. */
  readonly done: Readonly<Record<string, Readonly<Record<string, Stamp>>>>
  /** By kind, carts, orders and reviews, and when something last happened about them. */
  readonly near: Readonly<Record<string, Times>>
  /** The first visit ever, as `instant subject`. */
  readonly firstVisit?: string
}
type Times = Readonly<Record<string, string>>
/** Sets one to the later of two times and keeps the latest few: the order of arrival does not count. */
function latestFew(times: Times, name: string, at: string): Times {
  if ((times[name] ?? '') >= at) return times
  const all = Object.entries({ ...times, [name]: at })
  return Object.fromEntries(all.sort(([a, x], [b, y]) => (`${y} ${b}` < `${x} ${a}` ? -1 : 1)).slice(0, KEPT))
}
const PREFIX = 'offers.'
const kindOf = (subject: string): Kind | undefined =>
  (Object.keys(NEAR_DAYS) as Kind[]).find((kind) => subject.startsWith(`${kind}/`))
const subjectsOf = ({ subject, related = [] }: Envelope): readonly string[] =>
  subject === undefined ? related : [subject, ...related]

function note(state: Offered, event: Envelope): Offered {
  let { near, firstVisit } = state
  for (const subject of subjectsOf(event)) {
    const kind = kindOf(subject)
    if (kind === 'visit') firstVisit = earliest(firstVisit, `${event.time} ${subject}`)
    else if (kind) {
      const times = latestFew(near[kind] ?? {}, subject, event.time)
      if (times !== near[kind]) near = { ...near, [kind]: times }
    }
  }
  return near === state.near && firstVisit === state.firstVisit
    ? state
    : { ...state, near, ...(firstVisit !== undefined && { firstVisit }) }
}

function settled(state: Offered, event: EventOf<typeof decisionSettled>): Offered {
  const { rule, subject, name, outcome } = event.data
  if (outcome !== 'done' || !rule.startsWith(PREFIX)) return state
  const of = latestFew(state.done[rule] ?? {}, `${subject} ${name}`, stamp(event))
  return { ...state, done: { ...state.done, [rule]: of } }
}

/** What may stop an offer about something else: an order, a word to others, a case, trouble with another order. */
const stopping = new Map([...orders.on, ...cases.on, ...voices.on].map((event) => [event.type, event]))
const noted = new Map([...stopping, ...[...carts.on, ...landmarks.on].map((event) => [event.type, event] as const)])
const DAY = 86_400_000
const isNear = (event: Envelope, subject: string, at: string): boolean =>
  Math.abs(Date.parse(event.time) - Date.parse(at)) < NEAR_DAYS[kindOf(subject) ?? 'order'] * DAY

type Folds = { readonly [type: string]: (state: Offered, event: EventOf<AnyEvent>) => Offered }

/** The slice that every offer reads; `offers` brings it, rules of your own that use an offer list it in `slices`. */
export const offered = defineSlice({
  name: 'offered',
  initial: { done: {}, near: {} } as Offered,
  on: [decisionSettled, ...noted.values()],
  fold: {
    ...Object.fromEntries([...noted.keys()].map((type) => [type, note])),
    'decision.settled': settled,
  } as Folds,
  touches(event, { near, firstVisit }) {
    if (!stopping.has(event.type)) return []
    const [visitedAt, visit] = firstVisit?.split(' ') ?? []
    return [
      ...Object.values(near).flatMap((times) =>
        Object.keys(times).filter((subject) => isNear(event, subject, times[subject] ?? '')),
      ),
      ...(visitedAt !== undefined && visit !== undefined && isNear(event, visit, visitedAt) ? [visit] : []),
    ]
  },
})

/** The id of an offer's rule. */
export const ruleOf = (id: string): string => `${PREFIX}${id}`
/** True where this was carried out. */
export const isDone = ({ done }: Offered, rule: string, subject: string, name: string): boolean =>
  done[rule]?.[`${subject} ${name}`] !== undefined
/** When a rule last had something carried out about another subject. */
export function doneElsewhere({ done }: Offered, rule: string, subject: string): Stamp | undefined {
  const others = Object.entries(done[rule] ?? {}).filter(([name]) => !name.startsWith(`${subject} `))
  return others.length === 0 ? undefined : others.map(([, at]) => at).reduce(latest)
}
