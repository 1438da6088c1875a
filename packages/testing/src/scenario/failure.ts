/** What a scenario says when it does not go as expected: what was, and, of a rule that did not fire, the condition that failed. */
import type { AnyPlugin, Explained, ExplainedRule, Moment } from '@motkit/core'

/** An action as a handler got it. */
export interface Recorded {
  readonly type: string
  readonly data: unknown
  readonly customer: string
  readonly rule: string
  readonly subject: string
  readonly key: string
  readonly at: string
}

const list = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [`${title}: none`] : [`${title}:`, ...lines.map((line) => `  ${line}`)]
export const show = (value: unknown): string => JSON.stringify(value)

export const showAction = ({ at, type, data, rule, subject }: Recorded): string =>
  `${at} ${type} ${show(data)} by ${rule} about ${subject}`
const showMoment = ({ type, subject, polarity, reason, data }: Moment): string =>
  `${type} about ${subject}: ${polarity}, ${reason} ${show(data)}`

const rulesOf = (plugins: readonly AnyPlugin[], type: string): ReadonlySet<string> =>
  new Set(
    plugins.flatMap(({ rules = [] }) =>
      rules.filter((rule) => rule.may.some((made: { type: string }) => made.type === type)).map(({ id }) => id),
    ),
  )
function whyNotOf({ rule, subject, failed, wants, whyNot = [] }: ExplainedRule): string {
  if (whyNot.length > 0) return `${rule} about ${subject}: ${whyNot.join('; ')}`
  if (failed) return `${rule} about ${subject}: '${failed.condition}' failed, it saw ${show(failed.saw)}`
  return wants.length > 0
    ? `${rule} about ${subject} wants ${wants.join(', ')}`
    : `${rule} about ${subject} decided nothing`
}

/** Why an action did not come, by what the engine knows. */
export function explainAbsence(
  type: string,
  plugins: readonly AnyPlugin[],
  explained: Explained | undefined,
): string[] {
  const may = rulesOf(plugins, type)
  if (may.size === 0) return [`No rule of these plugins may decide ${type}.`]
  if (!explained) return ['Nothing is known of this customer: no event was taken.']
  const decisions = explained.decisions.filter((one) => one.type === type && one.state !== 'done')
  const asked = explained.rules.filter(({ rule }) => may.has(rule))
  const silent = [...may].filter((rule) => !asked.some((one) => one.rule === rule))
  return [
    ...list(
      'Decided, not carried out',
      decisions.map(({ rule, subject, state, due, held }) => {
        const why = held ? `, ${held.verdict} by ${held.guard}: ${held.reason}` : ''
        return `${rule} about ${subject}: ${state}, due ${due}${why}`
      }),
    ),
    ...list('Rules that may decide it', [
      ...asked.map(whyNotOf),
      ...silent.map((rule) => `${rule} was not asked: what it is on did not happen`),
    ]),
  ]
}
export const actionsSeen = (recorded: readonly Recorded[]): string[] =>
  list('Actions until then', recorded.map(showAction))
export const momentsSeen = (explained: Explained | undefined): string[] =>
  list('Moments', (explained?.moments ?? []).map(showMoment))

/** An error whose stack begins where a method was called. */
export function calledAt(method: (...given: never) => unknown): Error {
  const site = new Error()
  Error.captureStackTrace?.(site, method)
  return site
}
/** Gives an error that was made where the test called its message. */
export function fail(site: Error, lines: readonly string[]): never {
  const message = lines.join('\n')
  const [, ...frames] = (site.stack ?? '').split(/\n(?=\s+at )/)
  site.message = message
  site.stack = [`${site.name}: ${message}`, ...frames].join('\n')
  throw site
}
