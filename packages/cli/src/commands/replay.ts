/** `motkit replay`: a file through the engine, and what was found in it. */
import type { Command } from 'commander'
import { fromFiles } from '../data.ts'
import { type Keeping, type ReadingOptions, withFolder, withReading } from '../options.ts'
import { type Counted, countKept } from '../replay/count.ts'
import { type Summary, summaryOf } from '../replay/summary.ts'
import { reportLines } from '../show/report.ts'
import type { Terminal } from '../show/terminal.ts'
import { day, number, plural, top } from '../show/words.ts'
import { type Run, withReplay } from './run.ts'

export const addReplay = (program: Command, terminal: Terminal): Command =>
  withFolder(withReading(program.command('replay')))
    .description('replay files of events and say what was found')
    .argument('<path...>', 'files, or folders for a format of several tables')
    .option('--json', 'one JSON summary on stdout, and nothing else there')
    .action(async (paths: string[], options: Keeping & ReadingOptions & { json?: true }) => {
      const data = await fromFiles(paths, options)
      await withReplay(data, options.store, options, terminal, async (run) => {
        const counted = await countRun(run, terminal)
        if (options.json) terminal.out(JSON.stringify(summaryOf(run, counted)))
        else showReport(run, counted, options, paths.join(', '), terminal)
      })
    })

export async function countRun({ store, customers, timeZone }: Run, terminal: Terminal): Promise<Counted> {
  terminal.status('adding up …')
  const counted = await countKept(store, customers, timeZone)
  terminal.status(undefined)
  return counted
}

/** @param what was replayed, in words */
export function showReport(
  run: Run,
  counted: Counted,
  { late }: Pick<ReadingOptions, 'late'>,
  what: string,
  { out, color }: Terminal,
): void {
  const summary = summaryOf(run, counted)
  const lines = [
    '',
    `${color.bold('motkit')}  ${what}`,
    color.dim(headLine(summary, run)),
    '',
    ...reportLines({ summary, reasons: counted.reasons, late }, color),
  ]
  for (const line of lines) out(line)
}

function headLine({ events, seconds }: Summary, { from, to }: Run): string {
  const { accepted, duplicate, refused, ignored } = events
  const all = accepted + duplicate
  const span = from ? ` from ${day(from)} to ${day(to)}` : ''
  const isKnown = accepted === 0 && duplicate > 0
  const not = [
    ...(duplicate > 0 && !isKnown ? [`${number(duplicate)} known already`] : []),
    ...(refused > 0 ? [`${number(refused)} refused`] : []),
    ...(Object.keys(ignored).length > 0 ? [`ignored: ${top(ignored, 4)}`] : []),
  ]
  const how = isKnown ? 'all known already, looked up' : 'replayed'
  return `${plural(all, 'event')}${span}, ${how} in ${seconds.toFixed(1)} s${not.length > 0 ? ` (${not.join('; ')})` : ''}`
}
