/** The command line: its commands, and how it ends. 0 is well, 1 a row that `--strict` stopped at, 2 a call that cannot be. */
import { isMotError } from '@motkit/core'
import { Command, CommanderError } from 'commander'
import { addDead } from './commands/dead.ts'
import { addExplain } from './commands/explain.ts'
import { addMigrate } from './commands/migrate.ts'
import { addReplay } from './commands/replay.ts'
import { problemLine } from './commands/run.ts'
import { addSimulate } from './commands/simulate.ts'
import { addStart } from './commands/start.ts'
import { StoppedAt } from './replay/replay.ts'
import { createTerminal, type Terminal } from './show/terminal.ts'

/** Runs the command line; answers the exit code. */
export async function run(args: readonly string[], terminal: Terminal = createTerminal()): Promise<number> {
  const program = new Command('motkit')
    .description('Moments of truth in the events of a commerce backend.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      outputError: (text, write) => write(`motkit: OPTION_INVALID ${text.replace(/^error: /, '')}`),
    })
  addStart(program, terminal)
  addReplay(program, terminal)
  addExplain(program, terminal)
  addSimulate(program, terminal)
  addMigrate(program, terminal)
  addDead(program, terminal)
  for (const command of program.commands) command.copyInheritedSettings(program)
  try {
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    terminal.status(undefined)
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof StoppedAt) {
      terminal.err(`motkit: stopped at ${problemLine(error.problem)}`)
      return 1
    }
    terminal.err(`motkit: ${lineOf(error)}`)
    return 2
  }
}

/** One line with a code and a path. */
function lineOf(error: unknown): string {
  if (!isMotError(error)) return `INTERNAL ${error instanceof Error ? error.message : String(error)}`
  const { path } = error.details
  return `${error.code} ${path === undefined ? '' : `${path}: `}${error.message}`.replaceAll('\n', ' ')
}
