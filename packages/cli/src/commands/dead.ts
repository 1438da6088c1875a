/** `motkit dead`: actions that were given up, to be looked at, tried again or dropped. */
import { type Command, Option } from 'commander'
import { cliError } from '../errors.ts'
import { allDead, type DeadPlace, type DeadWhere, openDead } from '../keep/dead-letters.ts'
import { withDatabase } from '../options.ts'
import { deadLines } from '../show/dead.ts'
import type { Terminal } from '../show/terminal.ts'
import { plural } from '../show/words.ts'

interface DeadOptions extends DeadWhere {
  readonly tenant: string
  readonly json?: true
  readonly all?: true
}

export function addDead(program: Command, terminal: Terminal): Command {
  const dead = program
    .command('dead')
    .description('actions that were given up: look at them, try them again, drop them')
  withPlace(dead.command('list'))
    .description('list them, with their last errors')
    .action((options: DeadOptions) =>
      using(options, async (place) => {
        const actions = await allDead(place, options.tenant)
        if (options.json) terminal.out(JSON.stringify(actions))
        else for (const line of deadLines(actions, terminal.color)) terminal.out(line)
      }),
    )
  addChange(dead, 'retry', 'try them again, from the first attempt on', terminal)
  addChange(dead, 'drop', 'give them up for good', terminal)
  return dead
}

const withPlace = (command: Command): Command =>
  withDatabase(command)
    .addOption(
      new Option(
        '--store <folder>',
        'in place of a database, the folder of `motkit start`, or of a store on PGlite',
      ).conflicts('database'),
    )
    .option('--engine <module>', 'a module that exports your engine, as `mot` or by default')
    .option('--tenant <name>', 'whose', 'default')
    .option('--json', 'one JSON value on stdout, and nothing else there')

async function using(options: DeadOptions, use: (place: DeadPlace) => Promise<void>): Promise<void> {
  const place = await openDead(options)
  try {
    await use(place)
  } finally {
    await place.close()
  }
}

function addChange(dead: Command, name: 'retry' | 'drop', description: string, terminal: Terminal): void {
  withPlace(dead.command(name))
    .description(description)
    .argument('[key...]', 'as `dead list` shows them')
    .option('--all', "all of the tenant's")
    .action(async (keys: string[], options: DeadOptions) => {
      if (keys.length > 0 === (options.all === true))
        throw cliError('OPTION_INVALID', 'which? Give the keys, or --all', { path: `dead ${name}` })
      await using(options, async (place) => {
        const { tenant } = options
        const { engine } = place
        if (!engine)
          throw cliError(
            'ENGINE_MISSING',
            'the rules are asked first, and they are yours: give the module that exports your engine',
            { path: '--engine' },
          )
        await mustBeDead(place, keys, tenant)
        const chosen = { tenant, ...(options.all ? {} : { keys }) }
        const answer = name === 'retry' ? await engine.retry(chosen) : await engine.drop(chosen)
        if (!answer.ok) throw answer.error
        await place.deliver?.()
        const [count = 0] = Object.values(answer.value)
        const again = place.deliver ? 'tried again' : 'to be tried again'
        terminal.out(
          options.json
            ? JSON.stringify(answer.value)
            : `${plural(count, 'action')} ${name === 'retry' ? again : 'dropped'}`,
        )
      })
    })
}

/** Nothing is done where one of them is not there. */
async function mustBeDead(place: DeadPlace, keys: readonly string[], tenant: string): Promise<void> {
  if (keys.length === 0) return
  const known = new Set((await allDead(place, tenant)).map(({ key }) => key))
  const unknown = keys.find((key) => !known.has(key))
  if (unknown !== undefined)
    throw cliError('ACTION_UNKNOWN', 'no dead action has this key; nothing was changed', { path: unknown })
}
