/** The plugin as a shop gets it: packed, and installed by npm into an app of Medusa. */
import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { folderOf, plugin, taken } from './medusa-plugin.ts'

export interface Tarball {
  readonly name: string
  /** Where it lies. */
  readonly file: string
  /** Bytes, packed and unpacked. */
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly string[]
}
interface Packed extends Omit<Tarball, 'file' | 'files'> {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

/**
 * @public also to the tests of the plugin
 * @throws Error with what npm wrote
 */
export const runNpm = async (folder: string, ...args: readonly string[]): Promise<string> =>
  (await run('npm', args, { cwd: folder, maxBuffer: 10_000_000, shell: process.platform === 'win32' })).stdout
const run = promisify(execFile)

/** Packs the plugin, which must be built, and the packages that it takes from this repository. */
export async function pack(into: string): Promise<readonly Tarball[]> {
  const folders = [plugin, ...taken.map(folderOf)]
  const packed: readonly Packed[] = JSON.parse(
    await runNpm(plugin, 'pack', '--json', '--ignore-scripts', '--pack-destination', into, ...folders),
  )
  return packed.map(({ filename, files, ...one }) => ({
    ...one,
    file: join(into, filename),
    files: files.map(({ path }) => path),
  }))
}

/** Installs an app with the tarballs. Medusa itself is there already, as the plugin's own install has it: that saves minutes. */
export async function installApp(
  app: string,
  tarballs: readonly Tarball[],
  ...options: readonly string[]
): Promise<void> {
  const modules = join(app, 'node_modules')
  if (!existsSync(modules)) linkAll(join(plugin, 'node_modules'), modules, ['@motkit'])
  const files = tarballs.map(({ file }) => file)
  await runNpm(app, 'install', '--prefer-offline', '--no-audit', '--no-fund', ...options, ...files)
}

/** A copy that takes no room: npm replaces files, and never writes into them. */
function linkAll(from: string, to: string, except: readonly string[] = []): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (except.includes(entry.name)) continue
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkAll(source, target)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else link(source, target)
  }
}
function link(source: string, target: string): void {
  try {
    linkSync(source, target)
  } catch {
    copyFileSync(source, target) // another disk
  }
}
