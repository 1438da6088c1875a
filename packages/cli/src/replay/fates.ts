/** What became of decisions, as it is kept: by the facts that settled them, the actions handed over, and what is still open. */
import type { Decision, Envelope, Judgement, Store, StoredAction, Write } from '@motkit/core'

/** All that is kept of a customer. */
export type Kept = Awaited<ReturnType<Store['export']>>

/** A decision whose time has come. */
export interface Fate {
  readonly rule: string
  readonly subject: string
  readonly type: string
  /** The template of a message, else the type of the action. */
  readonly what: string
  /** `open` waits still, put off or with the host; `withdrawn` was handed over and then no longer wanted. */
  readonly end: 'done' | 'suppressed' | 'dead' | 'withdrawn' | 'open'
  /** What put it off, the last time. */
  readonly deferred?: Judgement
  /** What stopped it for good. */
  readonly stopped?: Judgement
}
/** How a decision ended, as its event tells it. */
interface Settled extends Pick<Decision, 'rule' | 'subject' | 'name' | 'data' | 'held'> {
  readonly action: string
  readonly outcome: 'done' | 'dead' | 'suppressed' | 'held-out' | 'retried'
  readonly by?: string
  readonly reason?: string
  readonly round?: number
}
type Named = Pick<Decision, 'rule' | 'subject' | 'name'>
const nameOf = ({ rule, subject, name }: Named): string => `${rule}/${subject}/${name}`

/** Every decision of a customer whose time has come; what was put off and then withdrawn has left no trace. */
export function fatesOf({ events, actions, journey }: Kept): Fate[] {
  const facts = new Map<string, Envelope>()
  for (const event of events) {
    if (event.type !== 'decision.settled') continue
    const key = nameOf(event.data as Settled)
    const known = facts.get(key)
    if (!known || rank(known.data as Settled) < rank(event.data as Settled)) facts.set(key, event)
  }
  const rows = new Map(actions.map((action) => [nameOf(action), action]))
  const open = new Map<string, Decision>()
  for (const { decisions } of Object.values(journey?.threads ?? {})) {
    for (const decision of Object.values(decisions))
      if (decision.kind === 'action' && decision.state === 'open' && decision.held) open.set(nameOf(decision), decision)
  }
  return [...new Set([...facts.keys(), ...rows.keys(), ...open.keys()])].flatMap(
    (key) => fateOf(facts.get(key), rows.get(key), open.get(key)) ?? [],
  )
}
/** Of facts that settle one decision: what was done stands, else the latest round, in which the end follows the retry. */
const rank = ({ outcome, round = 0 }: Settled): number =>
  outcome === 'done' ? Number.POSITIVE_INFINITY : 2 * round + (outcome === 'retried' ? 0 : 1)

function fateOf(
  event: Envelope | undefined,
  row: StoredAction | undefined,
  open: Decision | undefined,
): Fate | undefined {
  const fact = event?.data as Settled | undefined
  const named = fact ?? row ?? open
  if (!named) return undefined
  const { rule, subject } = named
  const type = fact?.action ?? row?.type ?? open?.type ?? ''
  const data = (row?.data ?? fact?.data ?? open?.data) as { template?: string } | undefined
  const deferred = [fact?.held, open?.held, ...(row?.judgements ?? [])].find((one) => one?.verdict === 'defer')
  const stopped = event && stopOf(event)
  return {
    rule,
    subject,
    type,
    what: data?.template ?? type,
    end: endOf(fact?.outcome, row?.state, open !== undefined),
    ...(deferred && { deferred }),
    ...(stopped && { stopped }),
  }
}
function endOf(
  outcome: Settled['outcome'] | undefined,
  row: StoredAction['state'] | undefined,
  isOpen: boolean,
): Fate['end'] {
  switch (outcome) {
    case 'done':
      return 'done'
    case 'suppressed':
    case 'held-out':
      return 'suppressed'
    case 'dead':
      return row === 'withdrawn' ? 'withdrawn' : 'dead'
    default:
      if (row === 'done' || row === 'dead') return row
      return row === 'withdrawn' && !isOpen ? 'withdrawn' : 'open'
  }
}
function stopOf({ time, data }: Envelope): Judgement | undefined {
  const { outcome, by = 'unknown', reason } = data as Settled
  if (outcome !== 'suppressed' && outcome !== 'held-out') return undefined
  return { guard: by, verdict: outcome === 'suppressed' ? 'suppress' : 'hold-out', reason, at: time }
}

/** With an action that is handed over, what had put it off: nothing else that is kept tells of it once the action is done. */
export function withDeferrals(write: Write): Write {
  if (write.actions.length === 0) return write
  const journeys = new Map(write.journeys.map(({ key, state }) => [key, state]))
  const actions = write.actions.map((action): StoredAction => {
    const { customer, thread, state, judgements } = action
    const held = journeys.get(customer)?.threads[thread]?.decisions[nameOf(action)]?.held
    const isNew = state === 'due' && held?.verdict === 'defer' && !judgements.some(({ verdict }) => verdict === 'defer')
    return isNew ? { ...action, judgements: [held, ...judgements] } : action
  })
  return { ...write, actions }
}
