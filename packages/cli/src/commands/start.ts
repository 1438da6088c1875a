/** `motkit start`, as `npm start` runs it: a shop's year, or the user's own file, and what there is to see in it. */
import { customerOf } from '@motkit/core'
import type { Command } from 'commander'
import { folderOf, fromFiles, simulated } from '../data.ts'
import {
  type Keeping,
  type ReadingOptions,
  type Simulated,
  withKeeping,
  withReading,
  withSimulation,
} from '../options.ts'
import { readStory, type Story, storyLines } from '../show/story.ts'
import type { Terminal } from '../show/terminal.ts'
import { plural } from '../show/words.ts'
import { countRun, showReport } from './replay.ts'
import { type Run, withReplay } from './run.ts'

export const addStart = (program: Command, terminal: Terminal): Command =>
  withKeeping(withSimulation(withReading(program.command('start'))))
    .description("replay a simulated shop's year, or your own file, and show what motkit makes of it")
    .argument('[path...]', 'your own file')
    .action(async (paths: string[], options: Keeping & ReadingOptions & Simulated) => {
      const isOwn = paths.length > 0
      const data = isOwn ? await fromFiles(paths, options) : simulated(options, options)
      const folder = options.memory ? undefined : (options.store ?? folderOf(data))
      const shop = `a shop that does not exist: ${plural(options.customers, 'person', 'people')}, ${plural(options.months, 'month')}`
      await withReplay(data, folder, options, terminal, async (run) => {
        const counted = await countRun(run, terminal)
        showReport(run, counted, options, isOwn ? paths.join(', ') : shop, terminal)
        const shown = await showStories(run, counted.notable, terminal)
        showNext(isOwn ? `${paths.join(' ')} --from ${options.from}` : undefined, shown, folder, terminal)
      })
    })

/** Tells the stories of customers; answers who the first is. */
async function showStories(
  { mot, timeZone }: Run,
  keys: readonly string[],
  { out, color }: Terminal,
): Promise<string | undefined> {
  const stories: Story[] = []
  for (const key of keys) {
    const story = await readStory(mot, customerOf(key), timeZone)
    if (story) stories.push(story)
  }
  const [first] = stories
  if (!first) {
    out('')
    return undefined
  }
  out(`\n${color.bold('Some of their ways, and what was held back')}`)
  for (const story of stories) out(`${storyLines(story, color).join('\n')}\n`)
  const { customer } = first.explained
  return 'id' in customer ? customer.id : customer.anonymousId
}

function showNext(
  own: string | undefined,
  customer: string | undefined,
  folder: string | undefined,
  { out, color }: Terminal,
): void {
  const next = [
    ...(customer
      ? [[`npx motkit explain ${customer}${own ? ` ${own}` : ''}`, 'all of this customer, and why a rule did not fire']]
      : []),
    ...(own
      ? [[`npx motkit replay ${own} --json`, 'the same as one JSON object']]
      : [
          ['npm start -- orders.csv --from shopify-orders', 'the same with your own orders'],
          ['npx motkit simulate --out events.ndjson', 'these events as a file'],
        ]),
    ['npx motkit replay --help', 'formats and options'],
  ]
  const width = Math.max(...next.map(([command = '']) => command.length))
  out(color.bold('Try next'))
  for (const [command = '', why] of next) out(`  ${command.padEnd(width)}   ${color.dim(why ?? '')}`)
  out('')
  if (folder !== undefined) out(color.dim(`Kept in ${folder}: interrupt it, run it again, it goes on.\n`))
}
