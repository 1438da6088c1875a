// A mock broker of Kafka, from librdkafka through kcat (`apt-get install kcat`): it speaks the protocol, groups and all,
// and keeps nothing. A real broker is in no registry that the tests reach.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { execute } from '../support/host.ts'

export interface KafkaBroker {
  readonly bootstrapBrokers: string[]
  stop(): Promise<void>
}

const program = 'kcat'

/** Starts a cluster of one with the topic `events`, of four partitions. Where there is none, it says so on the console and answers undefined. */
export async function startKafka(): Promise<KafkaBroker | undefined> {
  const isThere = await execute(program, ['-V']).catch(() => undefined)
  if (!isThere) {
    console.warn('SKIPPED: what needs a mock broker of Kafka, because there is no kcat on the PATH.')
    return undefined
  }
  // A producer that waits for its input, which ends with this process; its broker is the mock.
  const child = spawn(program, ['-P', '-b', 'mock', '-t', 'events', '-X', 'test.mock.num.brokers=1'], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const exited = once(child, 'exit')
  for await (const line of createInterface(child.stderr)) {
    const address = /replaced with ([\d.]+:\d+)/.exec(line)?.[1]
    if (!address) continue
    child.stderr.resume()
    return {
      bootstrapBrokers: [address],
      async stop() {
        child.kill('SIGKILL')
        await exited
      },
    }
  }
  throw new Error('kcat ended without a broker')
}
