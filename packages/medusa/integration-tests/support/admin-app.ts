/** A shop with its admin, as `medusa build` makes it for production. That takes a minute: it is kept until the admin changes. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { medusa } from './commands'

const source = path.join(__dirname, '../admin-app')
const plugin = path.join(__dirname, '../..')
/** Where the built shop is started. */
export const adminApp = path.join(source, '.medusa/server')
const stamp = path.join(adminApp, '.built-of')

export async function buildAdmin(): Promise<void> {
  const wanted = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const build = medusa(['build'], {}, { cwd: source })
  if ((await build.ended) !== 0) throw new Error(`the admin was not built:\n${build.output()}`)
  writeFileSync(stamp, wanted)
}

/** Of what the build reads, but for the installed packages, whose lock stands for them. */
function fingerprint(): string {
  const admin = path.join(plugin, '.medusa/server/src/admin')
  const files = [
    ...readdirSync(admin, { recursive: true, encoding: 'utf8' }).map((file) => path.join(admin, file)),
    path.join(source, 'medusa-config.js'),
    path.join(plugin, 'package-lock.json'),
  ].filter((file) => statSync(file).isFile())
  const hash = createHash('sha256')
  for (const file of files.sort()) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}
