// A NATS server with JetStream, where the machine has one (`apt-get install nats-server`): npm has no package of it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '@nats-io/transport-node'
import { execute, freePort, guard, temporaryFolder } from '../support/host.ts'

export interface NatsServer {
  readonly url: string
  stop(): Promise<void>
}

const program = 'nats-server'
/** Debian keeps it where only root looks. */
const env = { ...process.env, PATH: [process.env.PATH, '/usr/sbin', '/usr/local/sbin'].join(delimiter) }

/** Starts a server with a store of its own. Where there is none, it says so on the console and answers undefined. */
export async function startNats(): Promise<NatsServer | undefined> {
  const isThere = await execute(program, ['--version'], { env }).catch(() => undefined)
  if (!isThere) {
    console.warn('SKIPPED: what needs NATS, because there is no nats-server on the PATH.')
    return undefined
  }
  const [home, port] = [await temporaryFolder('nats'), String(await freePort())]
  const child = spawn(program, ['-js', '-sd', home, '-a', '127.0.0.1', '-p', port], { env, stdio: 'ignore' })
  const exited = once(child, 'exit')
  const release = guard('kill -KILL "$0"; rm -rf "$1"', String(child.pid), home)
  const url = `nats://127.0.0.1:${port}`
  for (;;) {
    const connection = await connect({ servers: url, reconnect: false }).catch(() => undefined)
    await connection?.close()
    if (connection) break
    if (child.exitCode !== null) throw new Error(`nats-server ended with ${child.exitCode}`)
    await sleep(20)
  }
  return {
    url,
    async stop() {
      child.kill('SIGKILL')
      await exited
      release()
      await rm(home, { recursive: true })
    },
  }
}
