// Who may import whom, read from the sources by the TypeScript parser.
import { globSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { packages, root } from './manifests.ts'

const all = packages.map(({ id }) => id)
const plugins = ['loyalty', 'reviews', 'delivery', 'recovery', 'onsite', 'insights']
const hosts = ['medusa', 'shopify']

/** The siblings that a package's own code may import. Who is not named here, plugin or store, imports core only. */
const siblings: Readonly<Record<string, readonly string[]>> = {
  core: [],
  cli: all.filter((id) => id !== 'cli'),
  ...Object.fromEntries(hosts.map((host) => [host, ['core', 'postgres', ...plugins]])),
}

type Import = { readonly file: string; readonly specifier: string }

const sources = (pattern: string): string[] =>
  globSync(pattern, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] })

const importsOf = (file: string): Import[] =>
  ts
    .preProcessFile(readFileSync(root + file, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => ({ file, specifier: fileName }))

const isTest = (file: string) => /\.test(-d)?\.ts$/.test(file)
const isFrom = (specifier: string, name: string) => specifier === name || specifier.startsWith(`${name}/`)
const isAmong = (specifier: string, names: readonly string[]) => names.some((name) => isFrom(specifier, name))
const offences = (imports: Import[], isOffence: (found: Import) => boolean) =>
  imports.filter(isOffence).map(({ file, specifier }) => `${file} imports ${specifier}`)

describe.each(packages)('$id', ({ id }) => {
  const imports = sources(`packages/${id}/src/**/*.ts`).flatMap(importsOf)
  const own = imports.filter(({ file }) => !isTest(file))

  test('imports no sibling that it may not', () => {
    const allowed = (siblings[id] ?? ['core']).map((sibling) => `@motkit/${sibling}`)
    expect(offences(own, ({ specifier }) => specifier.startsWith('@motkit/') && !isAmong(specifier, allowed))).toEqual(
      [],
    )
  })

  test('reaches no other folder by a relative path', () => {
    const leaves = ({ file, specifier }: Import) =>
      specifier.startsWith('.') &&
      relative(`${root}packages/${id}`, resolve(root, dirname(file), specifier)).startsWith('..')
    expect(offences(imports, leaves)).toEqual([])
  })

  test('knows a test runner only in its tests, or is the one made for tests', () => {
    const runners = id === 'testing' ? [] : ['vitest', 'fast-check', 'node:test']
    expect(offences(own, ({ specifier }) => isAmong(specifier, runners))).toEqual([])
  })
})

test('nothing imports cli', () => {
  const imports = ['packages/*/src/**/*.ts', 'examples/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts']
    .flatMap(sources)
    .filter((file) => !file.startsWith('packages/cli/'))
    .flatMap(importsOf)
  expect(imports.length).toBeGreaterThan(0)
  expect(
    offences(imports, ({ specifier }) => isFrom(specifier, '@motkit/cli') || specifier.includes('packages/cli/')),
  ).toEqual([])
})
