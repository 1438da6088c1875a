/** Reminders: one at a time, each judged anew, of all that was asked about in the name of an order and has no answer yet. */
import { instant, type Stamp } from '@motkit/core'
import { answerTo, rewardOf } from './answers.ts'
import { reminderDate } from './date.ts'
import { aboutOf, type Candidate, type Entry, endOf, noneOf } from './entry.ts'
import { itemsOf } from './items.ts'
import { sentAbout } from './memory.ts'
import type { Looking } from './whether.ts'

/** The reminder that comes next; undefined where nothing was asked yet, or all reminders are over. */
export function reminderOf(looking: Looking, candidate: Candidate): Entry | undefined {
  const { subject, order, ask, may } = candidate
  const { requests } = looking.journey.slices
  const sent = sentAbout(requests, candidate)
  if (sent.length === 0) return undefined
  const names = ask.reminders.map((_, i) => `${ask.id}/reminder/${i + 1}`)
  const isOver = (name: string, i: number): boolean =>
    sent.some(({ request }) => request.reminder === i + 1) || endOf(requests, subject, name) !== undefined
  const next = names.findIndex((name, i) => !isOver(name, i))
  const [name, wait] = [names[next], ask.reminders[next]]
  if (name === undefined || wait === undefined) return undefined
  const entry = { ...candidate, name, reminder: next + 1 }
  if ('status' in may) return { ...entry, outcome: may }

  const asked = sent.flatMap(({ request }) => request.products ?? [])
  const items = asked.length > 0 ? itemsOf(looking, { order, ask }, asked, () => undefined) : undefined
  const products = items?.chosen.filter((product) => asked.includes(product))
  const left = items?.left.filter(({ productId }) => asked.includes(productId))
  const about = { ...entry, ...aboutOf(products, left) }
  const answered = products ? products.length === 0 && noneOf(left ?? []) : answerTo(requests, candidate)
  if (answered) return { ...about, outcome: answered }
  if (may.waits) return { ...about, outcome: may.waits }
  const ends = names.slice(0, next).flatMap((past): readonly Stamp[] => {
    const end = requests.unsent[`${subject} ${past}`]
    return end ? [end.at] : []
  })
  const last = [...sent.map(({ at }) => at), ...ends].toSorted().at(-1) as Stamp
  // What was promised stands; where it is earned, it is not promised again.
  const promised = rewardOf(requests, sent)
    ? []
    : sent.findLast(({ request }) => request.incentives)?.request.incentives
  return { ...about, incentives: promised ?? [], outcome: reminderDate(looking, ask, wait, instant(last)) }
}
