/** For `medusa exec`: has the Redis bus say everything that it has said twice more, and waits until that was heard. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ExecArgs } from '@medusajs/framework/types'
import { Modules } from '@medusajs/framework/utils'

interface Job {
  readonly name: string
  readonly data: unknown
  readonly opts: object
}
/** Of BullMQ. */
interface Queue {
  getCompleted(): Promise<readonly Job[]>
  addBulk(jobs: readonly Job[]): Promise<unknown>
  getJobCountByTypes(...types: string[]): Promise<number>
}

export default async ({ container }: ExecArgs): Promise<void> => {
  const { queue_: queue } = container.resolve(Modules.EVENT_BUS) as unknown as { queue_: Queue }
  const said = (await queue.getCompleted()).map(({ name, data }) => ({ name, data, opts: {} }))
  await queue.addBulk([...said, ...said])
  while ((await queue.getJobCountByTypes('waiting', 'prioritized', 'delayed', 'active')) > 0) await sleep(100)
  console.log(`replayed: ${said.length}`)
}
