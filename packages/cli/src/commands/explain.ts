/** `motkit explain`: why, and why not, of one customer. There is no durable store yet: the file, or the simulated shop, is replayed. */
import type { Customer } from '@motkit/core'
import type { Command } from 'commander'
import { cliError } from '../errors.ts'
import { type ReadingOptions, withReading, withSimulation } from '../options.ts'
import { explainLines, readStory } from '../show/story.ts'
import type { Terminal } from '../show/terminal.ts'
import { replayFiles, replaySimulated, type Simulated } from './run.ts'

export const addExplain = (program: Command, terminal: Terminal): Command =>
  withSimulation(withReading(program.command('explain')))
    .description("one customer's moments and decisions, and why a rule did not fire")
    .argument('<customer>', 'an id, or an anonymous id')
    .argument('[path...]', 'files to replay; the simulated shop without')
    .option('--json', 'the raw value as JSON')
    .action(async (name: string, paths: string[], options: ReadingOptions & Simulated & { json?: true }) => {
      const customers: readonly Customer[] = [{ id: name }, { anonymousId: name.replace(/^anonymous:/, '') }]
      const watched = new Set([`id:${name}`, `anonymous:${name.replace(/^anonymous:/, '')}`])
      const more = { isWatched: (key: string) => watched.has(key) }
      const { mot, log, timeZone } =
        paths.length > 0
          ? await replayFiles(paths, options, terminal, more)
          : await replaySimulated(options, options, terminal, more)
      for (const customer of customers) {
        const story = await readStory(mot, customer, log.held, timeZone)
        if (!story) continue
        if (options.json) terminal.out(JSON.stringify(story.explained))
        else for (const line of explainLines(story, terminal.color)) terminal.out(line)
        return
      }
      throw cliError('CUSTOMER_UNKNOWN', 'no event is about this customer', { path: name })
    })
