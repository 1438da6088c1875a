/** A mapping made into a function: from a row of a table to the events it tells of. */
import { cliError } from '../errors.ts'
import { type Compiler, type Expression, named, type Row } from './expression.ts'
import type { EventMapping, TableMapping } from './schema.ts'

/** An event as the mapping makes it; the engine checks the rest. `time` is UTC, so that text sorts as time. */
export interface MappedEvent {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly customer: unknown
  readonly [more: string]: unknown
}
export interface MappedRow {
  readonly events: readonly MappedEvent[]
  /** Why there is none: the kind of the row, which the mapping does not name. */
  readonly ignored?: string
  /** Columns with something in them that no event has a place for. */
  readonly rest?: readonly string[]
}
export interface CompiledTable {
  /** @param rowId asked for a name only where the mapping gives none */
  read(row: Row, rowId: () => string): MappedRow
  readonly group?: Expression
}

export function compileTable(table: TableMapping, source: string, compiler: Compiler, path: string): CompiledTable {
  const { compile } = compiler
  const optional = (value: unknown, at: string) => (value === undefined ? undefined : compile(value, `${path}${at}`))
  const [id, by, group] = [optional(table.id, 'id'), optional(table.by, 'by'), optional(table.group, 'group')]
  const { events = [] } = table
  if (Array.isArray(events) !== (by === undefined)) {
    throw cliError('MAPPING_INVALID', 'a list of events, or with `by` an object of them by its values', {
      path: `${path}events`,
    })
  }
  const make = (event: EventMapping, at: string, several: boolean) =>
    compileEvent({ time: table.time, customer: table.customer, ...event }, source, several, compiler, `${path}${at}`)
  const lists = new Map(
    Object.entries(Array.isArray(events) ? { '': events } : events).map(([kind, some]) => {
      const many = Array.isArray(some) ? some : [some]
      const at = Array.isArray(events) ? 'events' : `events.${kind}`
      return [kind, many.map((event, i) => make(event, Array.isArray(some) ? `${at}.${i}` : at, many.length > 1))]
    }),
  )
  return {
    ...(group && { group }),
    read(row, rowId) {
      const kind = by ? String(by(row) ?? '') : ''
      const makers = lists.get(kind)
      if (!makers) return { events: [], ignored: kind || '(none)' }
      let name: string | undefined
      const getName = () => {
        name ??= id ? text(id(row)) : undefined
        name ??= rowId()
        return name
      }
      const made: MappedEvent[] = []
      for (const maker of makers) {
        const event = maker(row, getName)
        if (event) made.push(event)
      }
      return made.length === 0 ? { events: made, ignored: kind || '(none)' } : { events: made }
    },
  }
}

const text = (value: unknown): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : String(value)

function compileEvent(
  event: EventMapping,
  source: string,
  several: boolean,
  { compile, compileFields }: Compiler,
  path: string,
): (row: Row, rowId: () => string) => MappedEvent | undefined {
  if (event.time === undefined)
    throw cliError('MAPPING_INVALID', 'nothing says when it happened', { path: `${path}.time` })
  if (event.customer === undefined)
    throw cliError('MAPPING_INVALID', 'nothing says to whom it happened', { path: `${path}.customer` })
  const when = event.when === undefined ? undefined : compile(event.when, `${path}.when`)
  const time = compile({ time: event.time }, `${path}.time`)
  const type = compile(event.type, `${path}.type`)
  const id = event.id === undefined ? undefined : compile(event.id, `${path}.id`)
  const customer = compileFields(event.customer, `${path}.customer`)
  const data = compileFields(event.data ?? { eachKey: {} }, `${path}.data`)
  const others = (['source', 'tenant', 'subject'] as const).flatMap((name) =>
    event[name] === undefined ? [] : [[name, compile(event[name], `${path}.${name}`)] as const],
  )
  return (row, rowId) => {
    if (when && !when(row)) return undefined
    const at = text(named(time, row, 'time'))
    if (at === undefined) throw cliError('ROW_UNMAPPED', 'time: the row has none', { path: 'time' })
    const own = id && text(named(id, row, 'id'))
    const kind = String(type(row) ?? '')
    const more: Record<string, unknown> = {}
    for (const [name, read] of others) {
      const value = named(read, row, name)
      if (text(value) !== undefined) more[name] = value
    }
    return {
      id: own ?? (several ? `${rowId()}/${kind}` : rowId()),
      source,
      type: kind,
      time: at,
      customer: named(customer, row, 'customer') ?? {},
      data: named(data, row, 'data') ?? {},
      ...more,
    }
  }
}
