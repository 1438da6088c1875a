/** drain.*: one process that carries out 20,000 due actions, against job queues on the same server with as many jobs. */
import { bossQueue, COUNT, graphileQueue, motkitQueue, ordered, type Queue, warm } from './drain-queues.ts'
import { type Bench, relay } from './harness.ts'
import type { Database, Server } from './server.ts'

interface Peer extends Pick<Bench, 'name' | 'against' | 'goal'> {
  open(database: Database): Promise<Queue>
}
const peers: readonly Peer[] = [
  { name: 'drain.graphile-worker', against: 'graphile-worker', goal: 1, open: graphileQueue },
  { name: 'drain.pg-boss', against: 'pg-boss', goal: 5, open: bossQueue },
]

const toBench =
  (server: Server) =>
  ({ open, ...peer }: Peer): Bench => ({
    ...peer,
    unit: 'actions/s',
    rounds: 5,
    async run(rounds) {
      let database: Database | undefined
      let queue: Queue | undefined
      const drain = async (): Promise<readonly string[]> => [...((await queue?.drain()) ?? [])].sort()
      const figure = await relay({
        legs: Array.from({ length: rounds + 1 }, () => () => undefined),
        size: COUNT,
        async ready(side) {
          await database?.close()
          database = await server.database(side === 'ours' ? ordered : undefined)
          if (side === 'ours') await warm(database)
          queue = side === 'ours' ? motkitQueue(database) : await open(database)
        },
        ours: drain,
        theirs: drain,
      })
      await database?.close()
      return figure
    },
  })

export const drainBenches = (server: Server): readonly Bench[] => peers.map(toBench(server))
