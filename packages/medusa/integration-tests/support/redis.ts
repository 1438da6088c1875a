/** A Redis for a test, where the machine has one (`apt-get install redis-server`): npm has no package of it. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '../../../../test/support/host'
import { eventually } from './eventually'

const program = 'redis-server'

/** Why this machine has no Redis, for `describe.skipIf`; undefined where it has one. */
export function noRedis(): string | undefined {
  if (spawnSync(program, ['--version']).status === 0) return undefined
  const reason = `there is no ${program} on the PATH`
  console.warn(`SKIPPED: every test that needs Redis, because ${reason}.`)
  return reason
}

export interface Redis {
  readonly url: string
  stop(): Promise<void>
}

/** Empty, and forgotten when it stops. */
export async function startRedis(): Promise<Redis> {
  const port = await freePort()
  const dir = mkdtempSync(path.join(tmpdir(), 'motkit-redis-'))
  const settings = { port, dir, bind: '127.0.0.1', save: '', appendonly: 'no' }
  const child = spawn(
    program,
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    { stdio: 'ignore' },
  )
  const ended = once(child, 'exit')
  const answers = (): Promise<string[]> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.on('connect', () => socket.end(() => resolve(['up'])))
      socket.on('error', () => resolve([]))
    })
  if ((await eventually(answers)).length === 0) throw new Error(`${program} does not answer on port ${port}`)
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill()
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
