/** The module's service: the engine on the shop's database, and its life with the shop's. */
import { container as shop } from '@medusajs/framework'
import type { InternalModuleDeclaration, Logger } from '@medusajs/framework/types'
import { ContainerRegistrationKeys } from '@medusajs/framework/utils'
import type { Store } from '@motkit/core'
import type { LoyaltyOptions } from '@motkit/loyalty'
import { postgresStore } from '@motkit/postgres'
import { createEngine, type MotEngine, type Parts } from '../../engine'
import { forgetDeleted } from '../../erasing/deleted'
import type { EntityRef, Query } from '../../facts'
import { handlersOf, limits } from '../../handlers'
import { refreshCustomers } from '../../handlers/refresh'
import { createInbox, type Inbox } from '../../inbox/inbox'
import { atPause } from '../../inbox/pause'
import { type PagedQuery, sourcesOf } from '../../inbox/sources'
import { createSweep } from '../../inbox/sweep'
import { factsOf, take } from '../../inbox/tell'
import { type MotPluginOptions, readOptions } from '../../options'
import { createOverview, type Overview } from '../../overview/overview'
import { createProgrammes, type Programmes } from '../../programme/programmes'
import { createPool, type DatabaseOptions } from './database'
import { createEngines, type Engines, type Made } from './engines'

interface Dependencies {
  readonly logger: Logger
}
/** The plugin's options, and beside them what Medusa gives to each module. */
type ModuleOptions = MotPluginOptions & { readonly database?: DatabaseOptions }
/** How soon a programme that was saved in another process runs here. */
const REFRESH_MS = 10_000
/** A customer's click is several events and a request that is still to be answered: both go first. */
const PAUSE = { quietMs: 500, atMostMs: 5_000 }

/**
 * Offered as `mot` by dependency injection.
 * @example const { engine } = container.resolve<MotService>('mot')
 */
export class MotService {
  readonly options: MotPluginOptions
  /** What the engine keeps things in. */
  readonly store: Store
  /** Called by Medusa. */
  readonly __hooks: Readonly<Record<string, () => Promise<void>>>
  /** Reads an entity, and tells the engine how it stands; a customer who is gone is erased. @throws MotError MEDUSA_ENTITY_INVALID, or the engine's refusal */
  readonly tell: (ref: EntityRef) => Promise<void>
  /** Entities of the shop of which something was heard, until they are told to the engine. */
  readonly inbox: Inbox
  /** Marks what has changed since the last time, and tells it. */
  readonly sweep: () => Promise<void>
  /** Programmes that were saved. */
  readonly programmes: Programmes
  readonly overview: Overview
  readonly pool: ReturnType<typeof createPool>
  private readonly engines: Engines
  private readonly tellSoon: ReturnType<typeof atPause>

  constructor(
    { logger }: Dependencies,
    { database = {}, ...options }: ModuleOptions = {},
    declaration?: InternalModuleDeclaration,
  ) {
    this.options = readOptions(options)
    this.pool = createPool(database)
    this.store = postgresStore({ pool: this.pool })
    const logs = (during: string) => (error: unknown) =>
      logger.error(`mot: ${during}: ${error instanceof Error ? error.message : String(error)}`)
    const make = (programme?: LoyaltyOptions): Made => {
      const made = createEngine(
        { ...this.options, ...(programme && { programme }) },
        { store: this.store, handlers: handlersOf(shop, this.options), limits },
      )
      made.engine.on('error', ({ error, during }) => logs(during)(error))
      return made
    }
    this.engines = createEngines(make())
    this.programmes = createProgrammes({
      db: this.pool,
      config: this.options.programme,
      make,
      use: (made) => this.engines.replace(made),
    })
    this.overview = createOverview({ db: this.pool, present: () => this.engines.present, failed: logs('report') })
    const query = () => shop.resolve<Query & PagedQuery>(ContainerRegistrationKeys.QUERY)
    const { pointOfSale } = this.options
    this.tell = async (ref) => {
      if (ref.entity === 'deletion') await forgetDeleted(shop, ref.id)
      else await take(this.engine, await factsOf(query(), ref, { ...(pointOfSale && { pointOfSale }) }))
    }
    this.inbox = createInbox({ db: this.pool, tell: this.tell })
    this.tellSoon = atPause(() => void this.inbox.drain().catch(logs('inbox')), PAUSE)
    this.sweep = async () => {
      await createSweep({ db: this.pool, inbox: this.inbox, sources: sourcesOf(query()) })()
      await this.inbox.drain()
    }
    const refresh = () => this.programmes.refresh().catch(logs('programme'))
    let refreshing: ReturnType<typeof setInterval> | undefined
    // As Medusa's own jobs: a process that is for requests alone leaves them to the workers.
    const runs = declaration?.worker_mode !== 'server'
    this.__hooks = {
      onApplicationStart: async () => {
        await refresh()
        refreshing ??= setInterval(refresh, REFRESH_MS).unref()
        if (runs) this.engines.start()
      },
      // While other modules are still there: what is under way comes to its end.
      onApplicationPrepareShutdown: async () => {
        clearInterval(refreshing)
        this.tellSoon.cancel()
        await Promise.all([this.inbox.stop(), this.overview.stop()])
        await this.engines.stop()
      },
      onApplicationShutdown: async () => {
        await this.engine.close()
        await this.pool.end()
      },
    }
  }

  /** The one that runs at present: a saved programme puts another in its place. Listeners of `on` go along. */
  get engine(): MotEngine {
    return this.engines.present.engine
  }
  /** The plugins of motkit's own packages that run: `parts.loyalty?.balance(journey, now)`. */
  get parts(): Parts {
    return this.engines.present.parts
  }

  /** Sets the customer groups and the metadata of all customers anew: after a backfill, which takes no actions. */
  refreshCustomers(): Promise<number> {
    return refreshCustomers(shop)
  }

  /** Something happened to an entity: it is noted, and told once the shop pauses. */
  async hear(ref: EntityRef): Promise<void> {
    await this.inbox.mark([ref])
    this.tellSoon.call()
  }
}
