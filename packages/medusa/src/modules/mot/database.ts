/** Medusa's own database, by a small pool of `pg`: the connection that Medusa shares is knex's. */
import { Pool } from '@medusajs/framework/pg'
import type { ModuleServiceInitializeOptions } from '@medusajs/framework/types'

/** As Medusa hands it to its modules. */
export type DatabaseOptions = NonNullable<ModuleServiceInitializeOptions['database']>

/** One connection listens; the others do the work of a process. */
const CONNECTIONS = 5
const CONNECT_MS = 5_000

/** Opens no connection by itself. TLS and changing passwords are as Medusa has them. */
export function createPool({ clientUrl, driverOptions }: DatabaseOptions): Pool {
  const { connection, dynamicPassword, ...driver } = (driverOptions ?? {}) as DriverOptions
  return new Pool({
    connectionString: clientUrl,
    ssl: driver.ssl ?? connection?.ssl ?? false,
    ...(dynamicPassword && { password: dynamicPassword }),
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'motkit',
  })
}
type Ssl = boolean | { rejectUnauthorized?: boolean }
interface DriverOptions {
  readonly ssl?: Ssl
  readonly connection?: { readonly ssl?: Ssl }
  readonly dynamicPassword?: () => Promise<string>
}
