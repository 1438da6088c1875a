/** Dead letters for people: a line of what and whose, and one of why. */
import { customerOf, type StoredAction } from '@motkit/core'
import type { Terminal } from './terminal.ts'
import { minute, number, plural } from './words.ts'

const whose = (key: string): string => {
  const customer = customerOf(key)
  return 'id' in customer ? customer.id : `${customer.anonymousId} (anonymous)`
}

export function deadLines(actions: readonly StoredAction[], { bold, dim, red }: Terminal['color']): string[] {
  if (actions.length === 0) return ['no dead actions']
  const rows = actions.map(({ key, type, customer, attempts, due }) => [
    key,
    type,
    whose(customer),
    number(attempts),
    minute(due, 'UTC'),
  ])
  const head = ['key', 'action', 'customer', 'attempts', 'due (UTC)']
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === 3 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  return [
    bold(plural(actions.length, 'dead action')),
    dim(`  ${line(head)}`),
    ...actions.flatMap(({ error }, i) => [
      `  ${line(rows[i] ?? [])}`,
      `    ${red(error?.code ?? 'no error')} ${(error?.message ?? '').replace(/\s+/g, ' ')}`.trimEnd(),
    ]),
    '',
    dim('`motkit dead retry <key…>` tries again, `motkit dead drop <key…>` gives up for good'),
  ]
}
