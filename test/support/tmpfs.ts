// A small disk that a test may fill: a tmpfs, which needs root (or CAP_SYS_ADMIN) on Linux.
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { execute, guard, temporaryFolder } from './host.ts'

export interface Tmpfs {
  readonly dir: string
  /** Takes every free byte; what it answers with gives them back. */
  fill(): () => void
  unmount(): Promise<void>
}

/** Where it cannot mount, it says why on the console and answers undefined. The disk goes with this process at last. */
export async function mountTmpfs(megabytes: number): Promise<Tmpfs | undefined> {
  const dir = await temporaryFolder('tmpfs')
  const release = guard('umount -l "$0"; rmdir "$0"', dir)
  async function remove() {
    release()
    await rm(dir, { recursive: true })
  }
  try {
    await execute('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=1777`, 'motkit', dir])
  } catch (error) {
    console.warn(`SKIPPED: what needs a disk of its own, because none can be mounted here. ${error}`)
    await remove()
    return undefined
  }
  return {
    dir,
    fill: () => fill(join(dir, 'ballast')),
    async unmount() {
      await execute('umount', ['-l', dir])
      await remove()
    },
  }
}

function fill(path: string): () => void {
  const file = openSync(path, 'a')
  const page = Buffer.alloc(4096)
  try {
    for (;;) writeSync(file, page)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  } finally {
    closeSync(file)
  }
  return () => rmSync(path)
}
