/** `motkit explain`: why, and why not, of one customer. */
import type { Customer } from '@motkit/core'
import type { Command } from 'commander'
import { folderOf, fromFiles, simulated } from '../data.ts'
import { cliError } from '../errors.ts'
import { isKept } from '../keep/folder.ts'
import {
  type Keeping,
  type ReadingOptions,
  type Simulated,
  withKeeping,
  withReading,
  withSimulation,
} from '../options.ts'
import { explainLines, readStory } from '../show/story.ts'
import type { Terminal } from '../show/terminal.ts'
import { withReplay } from './run.ts'

export const addExplain = (program: Command, terminal: Terminal): Command =>
  withKeeping(withSimulation(withReading(program.command('explain'))))
    .description("one customer's moments and decisions, and why a rule did not fire")
    .argument('<customer>', 'an id, or an anonymous id')
    .argument('[path...]', 'files to replay; the simulated shop without')
    .option('--json', 'the raw value as JSON')
    .action(async (name: string, paths: string[], options: Keeping & ReadingOptions & Simulated & { json?: true }) => {
      const data = paths.length > 0 ? await fromFiles(paths, options) : simulated(options, options)
      const own = folderOf(data)
      const folder = options.memory ? undefined : (options.store ?? (isKept(own) ? own : undefined))
      const customers: readonly Customer[] = [{ id: name }, { anonymousId: name.replace(/^anonymous:/, '') }]
      await withReplay(data, folder, options, terminal, async ({ mot, timeZone }) => {
        for (const customer of customers) {
          const story = await readStory(mot, customer, timeZone)
          if (!story) continue
          if (options.json) terminal.out(JSON.stringify(story.explained))
          else for (const line of explainLines(story, terminal.color)) terminal.out(line)
          return
        }
        throw cliError('CUSTOMER_UNKNOWN', 'no event is about this customer', { path: name })
      })
    })
