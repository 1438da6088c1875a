import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { mountTmpfs } from './tmpfs.ts'

test('a disk that is filled takes nothing until it is freed', async ({ skip }) => {
  const disk = await mountTmpfs(2)
  if (!disk) return skip('no tmpfs')
  onTestFinished(() => disk.unmount())
  const write = () => writeFile(join(disk.dir, 'file'), 'x')
  const free = disk.fill()
  await expect(write()).rejects.toThrow('ENOSPC')
  free()
  await expect(write()).resolves.toBeUndefined()
})

test('a disk of 2 MB holds 1 MB, refuses 3 MB, and is gone when unmounted', async ({ skip }) => {
  const disk = await mountTmpfs(2)
  if (!disk) return skip('no tmpfs')
  await writeFile(join(disk.dir, 'fits'), Buffer.alloc(1 << 20))
  await expect(writeFile(join(disk.dir, 'full'), Buffer.alloc(3 << 20))).rejects.toThrow('ENOSPC')
  await disk.unmount()
  expect(existsSync(disk.dir)).toBe(false)
})
