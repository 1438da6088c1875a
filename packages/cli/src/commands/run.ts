/** What replay, start and explain have in common: data are replayed, in memory or in a folder, with the progress shown. */
import type { Data } from '../data.ts'
import { isKept, openFolder } from '../keep/folder.ts'
import { inMemory, type Place } from '../keep/place.ts'
import type { ReadingOptions } from '../options.ts'
import type { Problem } from '../read/rows.ts'
import { type Replayed, replay } from '../replay/replay.ts'
import type { Terminal } from '../show/terminal.ts'
import { day, number, plural } from '../show/words.ts'

export interface Run extends Replayed {
  readonly store: Place['store']
  /** The shop's. */
  readonly timeZone: string
  readonly began: number
}

/** Replays data in a folder, or in memory without, and closes it when it has been used. */
export async function withReplay<T>(
  data: Data,
  folder: string | undefined,
  { settle, strict }: ReadingOptions,
  terminal: Terminal,
  use: (run: Run) => Promise<T>,
): Promise<T> {
  const began = performance.now()
  const { settings } = data.note
  if (folder !== undefined) terminal.status(isKept(folder) ? `opening ${folder} …` : `making a database in ${folder} …`)
  const place = folder === undefined ? inMemory() : await openFolder(folder, data.note)
  const stop = folder === undefined ? () => undefined : onInterrupt(terminal)
  try {
    const replayed = await replay(data.items(), place, { settings, settle, strict, progress: progress(terminal) })
    terminal.status(undefined)
    for (const line of problemLines(replayed)) terminal.err(line)
    if (folder !== undefined && replayed.problems.some(({ code }) => code === 'EVENT_CONFLICT'))
      terminal.err(`what has changed since it was kept is refused: remove ${folder} to replay it anew`)
    return await use({ ...replayed, store: place.store, timeZone: settings.timeZone, began })
  } finally {
    stop()
    await place.close()
  }
}

/** Says that an interrupted replay is not lost. */
function onInterrupt(terminal: Terminal): () => void {
  const say = () => {
    terminal.status(undefined)
    terminal.err('interrupted; the same command goes on from here')
    process.exit(130)
  }
  process.on('SIGINT', say)
  return () => process.removeListener('SIGINT', say)
}

function progress(terminal: Terminal) {
  const began = performance.now()
  return ({ accepted, duplicate, refused }: Replayed['events'], at: string) => {
    const seconds = (performance.now() - began) / 1_000
    const all = accepted + duplicate
    terminal.status(
      `${day(at)}  ${plural(all, 'event')}, ${number(Math.round(all / seconds))} a second${refused > 0 ? `, ${number(refused)} refused` : ''}`,
    )
  }
}

/** A sample of what was refused: each with its place and its reason. */
function problemLines({ problems, events: { refused } }: Replayed): string[] {
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
