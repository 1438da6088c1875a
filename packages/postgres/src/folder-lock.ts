/** One process a folder: PGlite opens what another has open without a word, and both would write. */
import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MotError } from '@motkit/core'
import { postgresErrors } from './errors.ts'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Takes the folder for this process, or from one that is no more. @throws MotError STORE_LOCKED */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'motkit.lock')
  const own = `${path}.${process.pid}.${randomUUID()}`
  writeFileSync(own, String(process.pid))
  try {
    for (let tries = 0; tries < 3; tries++) {
      try {
        linkSync(own, path) // of two that try, one succeeds, and the file is never without its content
        return () => rmSync(path, { force: true })
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const pid = ownerOf(path)
      if (pid !== undefined && isAlive(pid))
        throw new MotError('STORE_LOCKED', `${postgresErrors.STORE_LOCKED} It is process ${pid}.`, {
          details: { path: folder },
        })
      rmSync(path, { force: true })
    }
    throw new MotError('STORE_LOCKED', postgresErrors.STORE_LOCKED, { details: { path: folder } })
  } finally {
    rmSync(own, { force: true })
  }
}
function ownerOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}
