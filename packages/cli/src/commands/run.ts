/** What replay, start and explain have in common: from paths, or a simulated shop, to a replay with its progress shown. */

import { isMotError } from '@motkit/core'
import { simulateStore } from '@motkit/testing'
import type { MappedEvent } from '../mapping/compile.ts'
import { loadMapping, within } from '../mapping/load.ts'
import type { ReadingOptions } from '../options.ts'
import { createReader, type Item } from '../read/events.ts'
import type { Problem } from '../read/rows.ts'
import { type Replayed, type ReplayOptions, replay } from '../replay/replay.ts'
import type { Terminal } from '../show/terminal.ts'
import { day, number, plural } from '../show/words.ts'

export interface Simulated {
  readonly seed: number
  readonly customers: number
  readonly months: number
}

/** Replays files through the mapping that `--from` names. */
export async function replayFiles(
  paths: readonly string[],
  { from, zone, currency, ...options }: ReadingOptions,
  terminal: Terminal,
  more: Pick<ReplayOptions, 'isWatched'> = {},
): Promise<Replayed> {
  const mapping = await loadMapping(from)
  try {
    const read = createReader(mapping, { zone, currency })
    return await run(read(paths), { ...options, ...more, timeZone: zone ?? mapping.zone }, terminal)
  } catch (error) {
    throw isMotError(error) ? within(error, from) : error
  }
}

/** Replays a shop that does not exist. */
export function replaySimulated(
  { seed, customers, months }: Simulated,
  { zone, currency, from: _, ...options }: ReadingOptions,
  terminal: Terminal,
  more: Pick<ReplayOptions, 'isWatched'> = {},
): Promise<Replayed> {
  terminal.status('simulating …')
  const events = simulateStore({
    seed,
    customers,
    months,
    ...(zone && { timeZone: zone }),
    ...(currency && { currency }),
  })
  async function* items(): AsyncIterable<Item> {
    let line = 0
    for (const event of events) yield { line: ++line, event: event as MappedEvent }
  }
  return run(items(), { ...options, ...more, timeZone: zone ?? 'Europe/Berlin' }, terminal)
}

async function run(items: AsyncIterable<Item>, options: ReplayOptions, terminal: Terminal): Promise<Replayed> {
  const began = performance.now()
  const replayed = await replay(items, {
    ...options,
    progress({ accepted, refused }, at) {
      const seconds = (performance.now() - began) / 1_000
      terminal.status(
        `${day(at)}  ${plural(accepted, 'event')}, ${number(Math.round(accepted / seconds))} a second${refused > 0 ? `, ${number(refused)} refused` : ''}`,
      )
    },
  })
  terminal.status(undefined)
  for (const line of problemLines(replayed)) terminal.err(line)
  return replayed
}

/** A sample of what was refused: each with its place and its reason. */
function problemLines({ problems, summary }: Replayed): string[] {
  const { refused } = summary.events
  if (refused === 0) return []
  const more = refused - problems.length
  return [
    `${plural(refused, 'row was', 'rows were')} refused:`,
    ...problems.map((problem) => `  ${problemLine(problem)}`),
    ...(more > 0 ? [`  and ${number(more)} more`] : []),
  ]
}
export const problemLine = ({ line, file, code, message }: Problem): string =>
  `${file ? `${file} ` : ''}line ${line}: ${code} ${message}`
