/** `packages/medusa`, in an install of its own: the packages that it takes from this repository, Medusa, and the build. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
export const plugin = `${root}packages/medusa`
const read = (file: string): string => readFileSync(file, 'utf8')

const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(read(`${plugin}/package.json`))
/** The packages that the plugin takes from this repository. */
export const taken = Object.keys(dependencies).filter((name) => name.startsWith('@motkit/'))
export const folderOf = (name: string): string => `${root}packages/${name.slice('@motkit/'.length)}`

/** Ends this process where npm fails: it has said why. */
export function npm(folder: string, ...args: string[]): void {
  const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}

/** Installs where the lock or a manifest is another than at the last time: it takes minutes. */
function install(): void {
  const manifests = [`${plugin}/package-lock.json`, ...taken.map((name) => `${folderOf(name)}/package.json`)]
  const wanted = createHash('sha256').update(manifests.map(read).join()).digest('hex')
  const stamp = `${plugin}/node_modules/.motkit-installed`
  if (existsSync(stamp) && read(stamp) === wanted) return
  npm(plugin, 'ci', '--prefer-offline', '--no-audit', '--no-fund')
  writeFileSync(stamp, wanted)
}

/** The packages were installed as copies; the tests of the root read their sources. */
function refresh(): void {
  for (const name of taken)
    for (const part of ['dist', 'src']) {
      const copy = `${plugin}/node_modules/${name}/${part}`
      rmSync(copy, { recursive: true, force: true })
      cpSync(`${folderOf(name)}/${part}`, copy, { recursive: true })
    }
}

const times: string[] = []
export function timed(step: string, run: () => void): void {
  const start = performance.now()
  run()
  times.push(`${step} ${Math.round((performance.now() - start) / 1_000)} s`)
}
/** How long each step took. */
export const timesTaken = (): string => times.join(', ')

/** From the sources to what an app loads. */
export function buildPlugin(): void {
  timed('packages', () => npm(root, 'run', 'build', ...taken.flatMap((name) => ['-w', name])))
  timed('install', () => {
    install()
    refresh()
  })
  timed('plugin', () => npm(plugin, 'run', 'build'))
}
