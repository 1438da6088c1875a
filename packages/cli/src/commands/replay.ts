/** `motkit replay`: a file through the engine, and what was found in it. */
import type { Command } from 'commander'
import { type ReadingOptions, withReading } from '../options.ts'
import type { Replayed } from '../replay/replay.ts'
import { reportLines } from '../show/report.ts'
import type { Terminal } from '../show/terminal.ts'
import { day, number, plural, top } from '../show/words.ts'
import { replayFiles } from './run.ts'

export const addReplay = (program: Command, terminal: Terminal): Command =>
  withReading(program.command('replay'))
    .description('replay files of events and say what was found')
    .argument('<path...>', 'files, or folders for a format of several tables')
    .option('--json', 'one JSON summary on stdout, and nothing else there')
    .action(async (paths: string[], options: ReadingOptions & { json?: true }) => {
      const replayed = await replayFiles(paths, options, terminal)
      if (options.json) terminal.out(JSON.stringify(replayed.summary))
      else showReport(replayed, options.late, paths.join(', '), terminal)
    })

/** @param what was replayed, in words */
export function showReport(replayed: Replayed, late: 'day' | 'instant', what: string, terminal: Terminal): void {
  const { summary, log, from, to } = replayed
  const { accepted, duplicate, refused, ignored } = summary.events
  const { color } = terminal
  const not = [
    ...(duplicate > 0 ? [`${number(duplicate)} known already`] : []),
    ...(refused > 0 ? [`${number(refused)} refused`] : []),
    ...(Object.keys(ignored).length > 0 ? [`ignored: ${top(ignored, 4)}`] : []),
  ]
  const lines = [
    '',
    `${color.bold('motkit')}  ${what}`,
    color.dim(
      `${plural(accepted, 'event')}${from ? ` from ${day(from)} to ${day(to)}` : ''}, replayed in ${summary.seconds.toFixed(1)} s${not.length > 0 ? ` (${not.join('; ')})` : ''}`,
    ),
    '',
    ...reportLines({ summary, log, late }, color),
  ]
  for (const line of lines) terminal.out(line)
}
