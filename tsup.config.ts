// One build for every package: run in the package's folder, it reads from the manifest there what to make. Siblings
// resolve to their sources (the `@motkit/source` condition in tsconfig.json), so packages build in any order.
import { readFileSync, rmSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'

type Manifest = { exports: Record<string, string | { '@motkit/source': string; require?: unknown }> }

const { exports }: Manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const entries = Object.values(exports).filter((target) => typeof target !== 'string')
const sources = (which: typeof entries) => which.map((target) => target['@motkit/source'])

const shared: Options = {
  tsconfig: '../../tsconfig.json',
  target: 'node22',
  platform: 'node',
  outDir: 'dist',
  splitting: false,
  removeNodeProtocol: false,
  sourcemap: true,
  silent: true,
  esbuildOptions(options) {
    options.sourcesContent = false // the sources are in the package
  },
}

const library: Options[] = [
  { entry: sources(entries.filter((target) => target.require !== undefined)), format: ['esm', 'cjs'] },
  { entry: sources(entries.filter((target) => target.require === undefined)), format: ['esm'] },
]
const command: Options = { ...shared, entry: ['src/main.ts'], format: ['esm'] }

rmSync('dist', { recursive: true, force: true })

export default defineConfig(
  entries.length === 0
    ? command
    : library.filter(({ entry }) => entry?.length !== 0).map((part) => ({ ...shared, ...part, dts: true })),
)
