/** The options that several commands share, and how their values are read. */
import type { Span } from '@motkit/core'
import { type Command, Option } from 'commander'
import { cliError } from './errors.ts'

export interface ReadingOptions {
  readonly from: string
  readonly strict?: true
  readonly late: 'day' | 'instant'
  readonly settle: Span
  readonly zone?: string
  readonly currency?: string
}

/** A shop that does not exist. */
export interface Simulated {
  readonly seed: number
  readonly customers: number
  readonly months: number
}
/** Where a replay is kept. */
export interface Keeping {
  readonly store?: string
  readonly memory?: true
}

const spans = { d: 'days', h: 'hours', m: 'minutes' } as const

/** `2d`, `36h` or `90m`. */
function readSpan(text: string): Span {
  const match = /^(\d{1,6})([dhm])$/.exec(text)
  if (!match)
    throw cliError('OPTION_INVALID', `'${text}' is no span of time: write 2d, 36h or 90m`, { path: '--settle' })
  return { [spans[match[2] as keyof typeof spans]]: Number(match[1]) }
}

/** A reader of whole numbers from `least` on. */
export const readWhole = (option: string, least: number) => (text: string) => {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least || !Number.isSafeInteger(number))
    throw cliError('OPTION_INVALID', `'${text}' is no whole number of at least ${least}`, { path: option })
  return number
}

function readZone(text: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return text
  } catch {
    throw cliError('OPTION_INVALID', `'${text}' is no IANA time zone`, { path: '--zone' })
  }
}
function readCurrency(text: string): string {
  const code = text.toUpperCase()
  if (Intl.supportedValuesOf('currency').includes(code)) return code
  throw cliError('OPTION_INVALID', `'${text}' is no ISO 4217 currency code`, { path: '--currency' })
}
function readLate(text: string): 'day' | 'instant' {
  if (text === 'day' || text === 'instant') return text
  throw cliError('OPTION_INVALID', `'${text}' is neither day nor instant`, { path: '--late' })
}

/** Adds the options of every command that reads a file. */
export const withReading = (command: Command): Command =>
  command
    .option('-f, --from <format>', 'a format by name, or the path of a mapping', 'cloudevents')
    .option('--strict', 'stop at the first row that is refused, with exit code 1')
    .addOption(
      new Option('--late <how>', 'a promise is broken after its day, or its instant')
        .default('day')
        .argParser(readLate),
    )
    .addOption(
      new Option('--settle <span>', 'how long the clock runs on after the last event')
        .default({ days: 1 }, '1d')
        .argParser(readSpan),
    )
    .addOption(
      new Option('--zone <zone>', "the shop's time zone, where the mapping says another or none").argParser(readZone),
    )
    .addOption(
      new Option('--currency <code>', 'of amounts that name none, where the mapping says another or none').argParser(
        readCurrency,
      ),
    )

/** Adds where a replay is kept, for commands that keep it unless told otherwise. */
export const withKeeping = (command: Command): Command =>
  withFolder(command).addOption(new Option('--memory', 'keep nothing').conflicts('store'))
export const withFolder = (command: Command): Command =>
  command.option('--store <folder>', 'a folder to keep the replay in, and to go on from')

/** Adds the database of a shop. */
export const withDatabase = (command: Command): Command =>
  command.option('--database <url>', 'postgres://user:password@host:5432/name (default: $DATABASE_URL)')
/** Of a database that is named, or that of the environment. */
export const databaseOf = ({ database }: { readonly database?: string | undefined }): string | undefined =>
  database ?? process.env.DATABASE_URL

/** The options of the simulated shop. */
export const withSimulation = (command: Command): Command =>
  command
    .addOption(
      new Option('--seed <n>', 'the same seed makes the same shop').default(4).argParser(readWhole('--seed', 0)),
    )
    .addOption(new Option('--customers <n>', 'people who visit it').default(200).argParser(readWhole('--customers', 1)))
    .addOption(new Option('--months <n>', 'how long').default(12).argParser(readWhole('--months', 1)))
