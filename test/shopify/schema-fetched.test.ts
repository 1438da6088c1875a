/** Shopify's schema is fetched once, by whoever needs it first, and only as it was published. */
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readAdminSchema } from '@motkit/shopify/testing'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { noSchema } from './support/local-admin.ts'

const TARBALL = 'shopify-dev-mcp-1.16.0.tgz'
const kept = fileURLToPath(new URL(`../../node_modules/.cache/motkit/${TARBALL}`, import.meta.url))

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'motkit-schema-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
/** An npm that has this file for whatever is asked: the real one needs a network. */
function npmWith(tarball: string): void {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\ncp '${tarball}' ./${TARBALL}\n`)
  chmodSync(join(folder, 'npm'), 0o755)
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`)
  onTestFinished(() => void vi.unstubAllEnvs())
}

describe.skipIf(noSchema ?? (process.platform === 'win32' || !existsSync(kept)))('the schema', () => {
  test('is fetched by several at once without harm, and kept', async () => {
    npmWith(kept)
    const folder = emptyFolder()
    const read = () => readAdminSchema('2026-10', { folder })
    const schemas = await Promise.all([read(), read(), read()])
    for (const schema of schemas) expect(schema.getMutationType()?.getFields()).toHaveProperty('tagsAdd')
    expect(readdirSync(folder)).toEqual([TARBALL])
    npmWith('/nowhere') // it is not asked again
    await read()
  })

  test('is refused where it is not what was published, and nothing is kept of it', async () => {
    const altered = join(emptyFolder(), TARBALL)
    copyFileSync(kept, altered)
    appendFileSync(altered, ' ')
    npmWith(altered)
    const folder = emptyFolder()
    await expect(readAdminSchema('2026-10', { folder })).rejects.toMatchObject({
      code: 'LOCAL_ADMIN_SCHEMA_MISSING',
      message: expect.stringContaining('its integrity is sha512-'),
    })
    expect(readdirSync(folder)).toEqual([])
  })

  test('is missing where npm cannot fetch it, or where there is no such version', async () => {
    npmWith('/nowhere')
    const folder = emptyFolder()
    await expect(readAdminSchema('2026-10', { folder })).rejects.toMatchObject({
      code: 'LOCAL_ADMIN_SCHEMA_MISSING',
      details: { path: 'version' },
    })
    expect(readdirSync(folder)).toEqual([])
    await expect(readAdminSchema('2020-01')).rejects.toMatchObject({
      code: 'LOCAL_ADMIN_SCHEMA_MISSING',
      details: { received: '2020-01' },
    })
  })
})
