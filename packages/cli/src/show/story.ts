/** One customer's way, told for people: moments, decisions, and why a rule did not fire. */
import type { Customer, Explained } from '@motkit/core'
import type { Engine } from '../replay/engine.ts'
import { type Fate, fatesOf } from '../replay/fates.ts'
import type { Terminal } from './terminal.ts'
import { marks, minute, momentNames, plural } from './words.ts'

type Color = Terminal['color']
const [WIDE, WIDER] = [20, 24]
const [HELD, STOPPED] = ['held back', 'stopped for good']
type Line = readonly [at: string, text: string]

const nameOf = ({ customer }: Explained): string =>
  'id' in customer ? customer.id : `${customer.anonymousId} (anonymous)`
const stageOf = ({ stage }: Explained): string => stage.replaceAll('_', ' ')

/** A decision that a guard put off or stopped. */
interface Held {
  readonly at: string
  /** The template of a message, else the type of the action. */
  readonly what: string
  readonly guard: string
  readonly reason?: string | undefined
  /** Until when it was put off; absent where it was stopped for good. */
  readonly until?: string | undefined
}
/** All there is to tell of a customer, on their own clock. */
export interface Story {
  readonly explained: Explained
  readonly held: readonly Held[]
  /** The customer's own time zone, where they told it, else the shop's. */
  readonly zone: string
}
export async function readStory(mot: Engine, customer: Customer, shopZone: string): Promise<Story | undefined> {
  const [explained, journey, kept] = [
    await mot.explain(customer),
    await mot.journey(customer),
    await mot.export(customer),
  ]
  if (!explained.ok || !journey.ok || !kept.ok) return undefined
  return {
    explained: explained.value,
    held: fatesOf(kept.value).flatMap(heldOf),
    zone: journey.value.slices.profile.timeZone?.value ?? shopZone,
  }
}
const heldOf = ({ what, deferred, stopped }: Fate): Held[] =>
  [deferred, stopped].flatMap((held) => {
    const at = held?.at ?? held?.until
    return held && at !== undefined ? [{ ...held, at, what }] : []
  })

function momentTimes({ moments }: Explained, color: Color): Line[] {
  const paint = { positive: color.green, neutral: color.dim, negative: color.red }
  return moments.map(({ type, subject, polarity, reason, since }) => [
    since,
    `${paint[polarity](marks[polarity])} ${(momentNames[type]?.[0] ?? type).padEnd(WIDE)}${paint[polarity](reason.padEnd(WIDER))}${color.dim(short(subject))}`,
  ])
}
/** Ids can be long; their ends tell them apart less than their beginnings. */
const short = (subject: string): string => (subject.length > 34 ? `${subject.slice(0, 33)}…` : subject)

function decisionTimes({ decisions, actions }: Explained, zone: string, color: Color): Line[] {
  const templates = new Map(
    actions.map(({ rule, subject, name, data }) => [
      `${rule}/${subject}/${name}`,
      (data as { template?: string } | undefined)?.template,
    ]),
  )
  return decisions
    .filter(({ kind, state }) => kind === 'action' && state !== 'suppressed' && state !== 'held-out')
    .map(({ due, type, name, subject, rule, state, held }) => {
      const what = templates.get(`${rule}/${subject}/${name}`) ?? type
      const until =
        state === 'open' && held?.until ? `, put off by ${held.guard} until ${minute(held.until, zone)}` : ''
      const word = state === 'open' ? 'waiting' : state === 'taken' ? 'with the host' : state
      return [due, `${color.cyan('>')} ${word.padEnd(WIDE)}${what.padEnd(WIDER)}${color.dim(short(subject))}${until}`]
    })
}
const heldTimes = (held: readonly Held[], zone: string, color: Color): Line[] =>
  held.map(({ at, what, guard, reason, until }) => {
    const word = (until ? HELD : STOPPED).padEnd(WIDE)
    const [now, then] = [minute(at, zone), until && minute(until, zone)]
    const why = then
      ? `until ${then.slice(0, 10) === now.slice(0, 10) ? then.slice(11) : then}: ${guard}`
      : (reason ?? guard)
    return [at, `${color.yellow('!')} ${color.yellow(word)}${what.padEnd(WIDER)}${color.yellow(why)}`]
  })

const timeline = (lines: readonly Line[], zone: string, color: Color): string[] =>
  [...lines]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([at, text]) => `    ${color.dim(minute(at, zone))}  ${text}`)

const titleOf = ({ explained, zone }: Story, color: Color): string =>
  `${color.bold(nameOf(explained))}, ${stageOf(explained)}, ${plural(explained.events, 'event')} ${color.dim(`(times in ${zone})`)}`

/** A short story: at most `most` lines around the first thing that was held back. */
export function storyLines(story: Story, color: Color, most = 12): string[] {
  const { explained, held, zone } = story
  const lines = timeline(
    [...momentTimes(explained, color), ...decisionTimes(explained, zone, color), ...heldTimes(held, zone, color)],
    zone,
    color,
  )
  const turn = Math.max(
    0,
    lines.findIndex((line) => line.includes(HELD) || line.includes(STOPPED)),
  )
  const from = Math.max(0, Math.min(turn - Math.floor(most / 2), lines.length - most))
  const left = lines.length - most
  return [
    `  ${titleOf(story, color)}`,
    ...lines.slice(from, from + most),
    ...(left > 0 ? [color.dim(`    … and ${plural(left, 'more line')}`)] : []),
  ]
}

/** All that `motkit explain` says. */
export function explainLines(story: Story, color: Color): string[] {
  const { explained, held, zone } = story
  const section = (title: string, lines: readonly string[]) => [
    '',
    `  ${color.bold(title)}`,
    ...(lines.length > 0 ? lines : [color.dim('    none')]),
  ]
  const decisions = [...decisionTimes(explained, zone, color), ...heldTimes(held, zone, color)]
  return [
    titleOf(story, color),
    ...section('Moments of truth', timeline(momentTimes(explained, color), zone, color)),
    ...section('Decisions', timeline(decisions, zone, color)),
    ...section(
      'Rules that do not fire now',
      explained.rules.flatMap((rule) => silentLines(rule, color)),
    ),
  ]
}

function silentLines({ rule, subject, failed, whyNot = [] }: Explained['rules'][number], color: Color): string[] {
  const title = `    ${rule} on ${short(subject)}:`
  if (!failed) return whyNot.map((why) => `${title} ${color.yellow(why)}`)
  const saw = Object.entries(failed.saw).map(([path, value]) => `${path} = ${JSON.stringify(value)}`)
  return [
    `${title} ${color.yellow(`not "${failed.condition}"`)}`,
    ...(saw.length > 0 ? [color.dim(`      it saw ${saw.join(', ')}`)] : []),
  ]
}
