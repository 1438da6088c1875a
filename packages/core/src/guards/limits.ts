/** Guards that count what was carried out: a message budget and a frequency cap. Both defer where waiting helps. */

import type { AnyAction } from '../action.ts'
import { sendMessage } from '../actions.ts'
import { iso, ms, type Span, spanMs } from '../clock.ts'
import { MotError } from '../errors.ts'
import { allow, defer, defineGuard, suppress, type Verdict } from '../guard.ts'
import { type Sent, TAIL } from '../slices/sent.ts'

/** Counting needs what is remembered. */
function countable(max: number, guard: string): void {
  if (Number.isInteger(max) && max > 0 && max <= TAIL) return
  throw new MotError('SETUP_INVALID', `${guard} can count from 1 to ${TAIL}, not to ${max}`, {
    details: { path: `${guard}.max`, expected: `an integer from 1 to ${TAIL}` },
  })
}

/** Allows while fewer than `max` lie within the span; else defers until the oldest of them leaves it. */
function within(counted: readonly Sent[], max: number, per: Span, now: string, reason: string): Verdict {
  const times = counted
    .map((one) => one.at.slice(0, 24))
    .filter((at) => ms(at) + spanMs(per) > ms(now))
    .sort()
  const frees = times[times.length - max]
  return frees === undefined ? allow : defer(iso(ms(frees) + spanMs(per)), reason)
}

/**
 * At most `max` messages of a topic: about one subject (`per: 'subject'`, as two delivery messages an order), where more are
 * dropped for good; or within a span, where more wait until it has passed.
 */
export function messageBudget(options: {
  readonly max: number
  readonly per: 'subject' | Span
  readonly topic?: string
  readonly id?: string
}) {
  countable(options.max, 'messageBudget')
  return defineGuard({
    id: options.id ?? `message-budget${options.topic ? `-${options.topic}` : ''}`,
    on: [sendMessage],
    judge({ decision, now, sent }) {
      const { topic } = decision.data as { topic?: string }
      if (options.topic !== undefined && topic !== options.topic) return allow
      const same = sent().filter(
        (one) => one.action === sendMessage.type && (options.topic === undefined || one.labels.topic === options.topic),
      )
      if (options.per !== 'subject') return within(same, options.max, options.per, now, 'message-budget')
      return same.filter((one) => one.subject === decision.subject).length < options.max
        ? allow
        : suppress('message-budget')
    },
  })
}

/** At most `max` actions within a span, over all topics; more wait. Marketing messages only, unless `on` or `purpose` says otherwise. */
export const frequencyCap = (options: {
  readonly max: number
  readonly per: Span
  readonly on?: readonly AnyAction[]
  readonly purpose?: 'marketing' | 'all'
}) => {
  const on = options.on ?? [sendMessage]
  countable(options.max, 'frequencyCap')
  const counts = (labels: { readonly purpose?: string | undefined }) =>
    options.purpose === 'all' || options.on !== undefined || labels.purpose === 'marketing'
  return defineGuard({
    id: 'frequency-cap',
    on,
    judge({ decision, now, sent }) {
      if (!counts(decision.data as { purpose?: string })) return allow
      const same = sent().filter(
        (one) => on.some(({ type }) => type === one.action) && counts({ purpose: one.labels.purpose }),
      )
      return within(same, options.max, options.per, now, 'frequency-cap')
    },
  })
}
