/** `motkit migrate`: makes the tables of motkit in a database, or brings them up to date. */
import { postgresStore } from '@motkit/postgres'
import { type Command, Option } from 'commander'
import { cliError } from '../errors.ts'
import { connect, nameOf } from '../keep/database.ts'
import { databaseOf, readWhole, withDatabase } from '../options.ts'
import type { Terminal } from '../show/terminal.ts'

export const addMigrate = (program: Command, terminal: Terminal): Command =>
  withDatabase(program.command('migrate'))
    .description("bring motkit's tables in a database up to date, or make them")
    .addOption(
      new Option('--partitions <n>', 'split the table of events, when it is made').argParser(
        readWhole('--partitions', 0),
      ),
    )
    .action(async ({ partitions, ...given }: { database?: string; partitions?: number }) => {
      const database = databaseOf(given)
      if (database === undefined)
        throw cliError('OPTION_INVALID', 'which database? Give its address, or set DATABASE_URL', {
          path: '--database',
        })
      const pool = await connect(database)
      try {
        const version = async (): Promise<number> => {
          const { rows } = await pool.query("select to_regclass('motkit.migration') as known")
          if (rows[0].known === null) return 0
          return (await pool.query('select coalesce(max(version), 0) as version from motkit.migration')).rows[0].version
        }
        const before = await version()
        const store = postgresStore({ pool, listen: false })
        await store.migrate(partitions === undefined ? {} : { eventPartitions: partitions })
        await store.close()
        terminal.out(`${nameOf(database)}: ${doneLine(before, await version(), partitions)}`)
      } finally {
        await pool.end()
      }
    })

function doneLine(before: number, now: number, partitions: number | undefined): string {
  if (before === 0)
    return `the schema motkit is made, at version ${now}${partitions ? `, events in ${partitions} partitions` : ''}`
  const late =
    partitions === undefined ? '' : '; events are split only when their table is made, so --partitions did nothing'
  return `the schema motkit ${before === now ? `is up to date, at version ${now}` : `went from version ${before} to ${now}`}${late}`
}
