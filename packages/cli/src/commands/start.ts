/** `motkit start`, as `npm start` runs it: a shop's year, or the user's own file, and what there is to see in it. */
import type { Customer } from '@motkit/core'
import type { Command } from 'commander'
import { type ReadingOptions, withReading, withSimulation } from '../options.ts'
import type { Replayed } from '../replay/replay.ts'
import { readStory, type Story, storyLines } from '../show/story.ts'
import type { Terminal } from '../show/terminal.ts'
import { plural } from '../show/words.ts'
import { showReport } from './replay.ts'
import { replayFiles, replaySimulated, type Simulated } from './run.ts'

export const addStart = (program: Command, terminal: Terminal): Command =>
  withSimulation(withReading(program.command('start')))
    .description("replay a simulated shop's year, or your own file, and show what motkit makes of it")
    .argument('[path...]', 'your own file')
    .action(async (paths: string[], options: ReadingOptions & Simulated) => {
      const isOwn = paths.length > 0
      const replayed = isOwn
        ? await replayFiles(paths, options, terminal)
        : await replaySimulated(options, options, terminal)
      const shop = `a shop that does not exist: ${plural(options.customers, 'person', 'people')}, ${plural(options.months, 'month')}`
      showReport(replayed, options.late, isOwn ? paths.join(', ') : shop, terminal)
      const shown = await showStories(replayed, terminal)
      showNext(isOwn ? `${paths.join(' ')} --from ${options.from}` : undefined, shown, terminal)
    })

const CANDIDATES = 100

const customerOf = (key: string): Customer =>
  key.startsWith('id:') ? { id: key.slice(3) } : { anonymousId: key.slice(key.indexOf(':') + 1) }
/** How many different things happened to a customer: who has most of them makes the best story. */
const variety = ({ explained, held }: Story): number =>
  new Set([
    ...explained.moments.map(({ type, polarity }) => `${type} ${polarity}`),
    ...held.map(({ guard, until }) => `${guard} ${until ? 'put off' : 'stopped'}`),
  ]).size

/** Tells two stories of customers from whom something was held back; answers who the first is. */
async function showStories({ mot, log, timeZone }: Replayed, { out, color }: Terminal): Promise<string | undefined> {
  const stories: Story[] = []
  for (const key of [...log.held.keys()].slice(0, CANDIDATES)) {
    const story = await readStory(mot, customerOf(key), log.held, timeZone)
    if (story && story.held.length > 0) stories.push(story)
  }
  const [first, second] = stories.sort((a, b) => variety(b) - variety(a))
  if (!first) return undefined
  out(`\n${color.bold('Some of their ways, and what was held back')}`)
  for (const story of second ? [first, second] : [first]) out(`${storyLines(story, color).join('\n')}\n`)
  const { customer } = first.explained
  return 'id' in customer ? customer.id : customer.anonymousId
}

function showNext(own: string | undefined, customer: string | undefined, { out, color }: Terminal): void {
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
}
