/** size.core: what core's own code adds to a bundle, minified and compressed, with every dependency left outside. */
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Bench } from './harness.ts'

const MOST_KIB = 12
const entry = new URL('../packages/core/src/index.ts', import.meta.url).pathname

export const sizeCore: Bench = {
  name: 'size.core',
  against: `${MOST_KIB} KiB`,
  goal: MOST_KIB,
  bound: 'most',
  unit: 'KiB min+gzip',
  async run() {
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      packages: 'external',
      write: false,
      logLevel: 'silent',
    })
    const [file] = outputFiles
    if (!file) throw new Error('esbuild gave no bundle')
    const value = gzipSync(file.contents, { level: 9 }).length / 1_024
    return { ratio: value, value }
  },
}
