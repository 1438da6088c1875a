// What a server started by a test asks of the machine: a user, a folder, a port, and an end when the tests end.
import { execFile, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { chown, mkdir, mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Whom a process runs as and whose its files are, in the form of `spawn`'s options; undefined is this user. */
export type Owner = { uid: number; gid: number } | undefined

export const execute = promisify(execFile)

/** Servers refuse to run as root: there, `nobody` owns them, so that no user has to be made. */
export async function unprivileged(): Promise<Owner> {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => execute('id', [flag, 'nobody'])))
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) }
}

/** A folder that only its owner may look into, made if missing. */
export async function folder(path: string, owner: Owner): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  if (owner) await chown(path, owner.uid, owner.gid)
  return path
}

export async function temporaryFolder(name: string, owner?: Owner): Promise<string> {
  return folder(await mkdtemp(join(tmpdir(), `motkit-${name}-`)), owner)
}

/**
 * Below the ports that systems give to clients: a client that knocks on a closed port of its own range can be
 * connected to itself, and then the server cannot come back to it.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(20_000, 32_000)
  const isFree = await new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
  return isFree ? port : freePort()
}

/**
 * Has a shell run `script` with the arguments ("$0", "$1", …) when this process dies, even by kill -9. Call the answer
 * to let the guard go. There is none on Windows.
 */
export function guard(script: string, ...args: string[]): () => void {
  if (process.platform === 'win32') return () => {}
  const command = `read -r released && exit\n${script}`
  const shell = spawn('sh', ['-c', command, ...args], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  shell.unref()
  return () => shell.stdin.end('released\n')
}
