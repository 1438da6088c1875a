/** The report of a replay for people: numbers first, then the seven moments of truth, then what was done about them. */
import type { Counted } from '../replay/count.ts'
import type { MomentCounts, Summary } from '../replay/summary.ts'
import type { Terminal } from './terminal.ts'
import { momentNames, number, percent, top } from './words.ts'

const BAR = 24

/** @param late which way of counting a broken promise the moments follow */
export function reportLines(
  { summary, reasons, late }: { summary: Summary; reasons: Counted['reasons']; late: 'day' | 'instant' },
  color: Terminal['color'],
): string[] {
  return [
    ...headline(summary, late, color),
    '',
    color.bold('The moments of truth'),
    color.dim(`${' '.repeat(2 + BAR + 24)}positive   neutral  negative`),
    ...Object.entries(summary.moments).flatMap(([kind, counts]) => momentLines(kind, counts, color)),
    '',
    color.bold('What was done about them'),
    ...actionLines(summary, reasons, color),
  ]
}

function headline(
  { customers, orders, visits, reviews }: Summary,
  late: 'day' | 'instant',
  { bold }: Terminal['color'],
): string[] {
  const lateCount = late === 'day' ? orders.lateByDay : orders.lateByInstant
  const said = reviews.positive + reviews.neutral + reviews.negative
  const line = (name: string, count: number, ...more: string[]) =>
    `  ${name.padEnd(11)}${bold(number(count).padStart(9))}   ${more.join(', ')}`
  return [
    line('Customers', customers.total, `${number(customers.repeat)} ordered more than once`),
    ...(visits.total > 0
      ? [
          line(
            'Visits',
            visits.total,
            `${percent(visits.bounced, visits.total)} bounced`,
            `${percent(visits.withCart, visits.total)} with a cart`,
            `${percent(visits.withPurchase, visits.total)} with a purchase`,
          ),
        ]
      : []),
    line(
      'Orders',
      orders.placed,
      `${number(orders.delivered)} delivered`,
      `${number(lateCount)} of them late${orders.delivered > 0 ? ` (${percent(lateCount, orders.delivered)})` : ''}`,
      `${number(orders.canceled)} canceled`,
    ),
    ...(said > 0
      ? [
          line(
            'Reviews',
            said,
            `${percent(reviews.positive, said)} with 4 or 5 stars`,
            `${percent(reviews.negative, said)} with 1 or 2`,
          ),
        ]
      : []),
  ]
}

function momentLines(kind: string, counts: MomentCounts, color: Terminal['color']): string[] {
  const [name = kind, question = ''] = momentNames[kind] ?? []
  const { positive, neutral, negative, reasons } = counts
  const all = positive + neutral + negative
  if (all === 0) return [color.dim(`  ${name.padEnd(20)}none: ${question}`)]
  const cells = bar(positive, neutral, all)
  const figures = [color.green(figure(positive)), color.dim(figure(neutral)), color.red(figure(negative))].join('')
  return [
    `  ${color.bold(name.padEnd(20))}${color.green('█'.repeat(cells.positive))}${color.dim('▒'.repeat(cells.neutral))}${color.red('░'.repeat(cells.negative))}${figures}`,
    `  ${' '.repeat(20)}${color.dim(`${question}  ${top(reasons, 3)}`)}`,
  ]
}
const figure = (value: number): string => number(value).padStart(10)

/** Cells of the bar: what is there shows, however little it is. */
function bar(positive: number, neutral: number, all: number) {
  const share = (part: number) => (part === 0 ? 0 : Math.max(1, Math.round((BAR * part) / all)))
  const cells = { positive: share(positive), neutral: share(neutral), negative: share(all - positive - neutral) }
  const largest = (['positive', 'neutral', 'negative'] as const).reduce((a, b) => (cells[b] > cells[a] ? b : a))
  cells[largest] += BAR - cells.positive - cells.neutral - cells.negative
  return cells
}

function actionLines({ actions }: Summary, reasons: Counted['reasons'], color: Terminal['color']): string[] {
  const types = Object.entries(actions)
  if (types.length === 0) return [color.dim('  nothing fell due')]
  return types.flatMap(([type, { due, done, deferred, suppressed, dead }]) => {
    const why = (state: string) =>
      top(
        Object.fromEntries(
          Object.entries(reasons)
            .map(([key, count]) => [key.split('|'), count] as const)
            .filter(([[of, held]]) => of === type && held === state)
            .map(([[, , reason]]) => [reason ?? '', reasons[`${type}|${state}|${reason}`] ?? 0]),
        ),
        3,
      )
    const withdrawn = due - done - suppressed - dead
    const row = (name: string, count: number, note = '') =>
      count === 0 ? [] : [`  ${name.padEnd(20)}${number(count).padStart(8)}   ${color.dim(note)}`.trimEnd()]
    return [
      `  ${color.bold(type.padEnd(20))}${number(due).padStart(8)}   fell due`,
      ...row('  done', done, 'handed to the host, once each'),
      ...row('  put off', deferred, `for a while: ${why('deferred')}`),
      ...row('  stopped', suppressed, `for good: ${why('suppressed')}`),
      ...row('  failed', dead, 'with an error, after all attempts'),
      ...row('  open or withdrawn', withdrawn, 'still put off, or no longer wanted when its time came'),
    ]
  })
}
