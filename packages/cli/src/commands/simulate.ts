/** `motkit simulate`: the events of a shop that does not exist, as CloudEvents, one a line. */
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Envelope, toCloudEvent } from '@motkit/core'
import { simulateStore } from '@motkit/testing'
import type { Command } from 'commander'
import { fileError } from '../errors.ts'
import { type Simulated, withSimulation } from '../options.ts'
import type { Terminal } from '../show/terminal.ts'
import { plural } from '../show/words.ts'

export const addSimulate = (program: Command, terminal: Terminal): Command =>
  withSimulation(program.command('simulate'))
    .description('write the events of a simulated shop as CloudEvents, one a line')
    .option('--out <file>', 'write to a file in place of stdout')
    .action(async ({ seed, customers, months, out }: Simulated & { out?: string }) => {
      const events = simulateStore({ seed, customers, months })
      function* lines(): Iterable<string> {
        for (const event of events)
          yield `${JSON.stringify(toCloudEvent({ tenant: 'default', ...event } as Envelope))}\n`
      }
      try {
        await pipeline(Readable.from(lines()), out === undefined ? process.stdout : createWriteStream(out), {
          end: out !== undefined,
        })
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EPIPE') return
        throw fileError(error, out ?? 'stdout')
      }
      if (out !== undefined) terminal.err(`${plural(events.length, 'event')} in ${out}`)
    })
