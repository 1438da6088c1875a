// What a user gets: every package built, packed and installed into an empty project, then loaded and type-checked there.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entriesOf, packages, root, workspaces } from './manifests.ts'

const consumer = mkdtempSync(join(tmpdir(), 'motkit-packed-'))
const entries = packages.flatMap(entriesOf)
const commands = packages.flatMap(({ manifest }) => Object.keys(manifest.bin ?? {}))

type Tarball = {
  readonly name: string
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}
let tarballs: readonly Tarball[] = []

const run = (command: string, args: readonly string[], cwd = consumer): string => {
  try {
    return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`)
  }
}

const write = (file: string, content: string | object) =>
  writeFileSync(join(consumer, file), typeof content === 'string' ? content : JSON.stringify(content))

beforeAll(() => {
  run('npm', ['run', 'build'], root)
  const folders = workspaces.map(({ folder }) => folder)
  tarballs = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', consumer, ...folders], root),
  )
  write('package.json', {
    private: true,
    dependencies: Object.fromEntries(tarballs.map(({ name, filename }) => [name, `file:${filename}`])),
  })
  run('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'])
})

afterAll(() => rmSync(consumer, { recursive: true, force: true }))

test('a tarball has the build, the sources and the licence, and no test', () => {
  for (const { name, files } of tarballs) {
    const paths = files.map(({ path }) => path)
    expect(paths, name).toContain('LICENSE')
    expect(
      paths.filter((path) => path.startsWith('dist/')),
      name,
    ).not.toEqual([])
    expect(
      paths.filter((path) => path.startsWith('src/')),
      name,
    ).not.toEqual([])
    expect(
      paths.filter((path) => /\.test(-d)?\.ts$/.test(path)),
      name,
    ).toEqual([])
  }
})

// What conformance kits and telemetry take from the project they are in, as optional peers: here the repository's own.
const peers = ['vitest', 'fast-check', '@opentelemetry/api', 'graphql'].map(
  (name) => [join(root, 'node_modules', name), join(consumer, 'node_modules', name)] as const,
)
beforeAll(() => {
  for (const [own, link] of peers) {
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(own, link)
  }
})
afterAll(() => {
  for (const [, link] of peers) rmSync(link)
})

describe('loads in a plain Node process', () => {
  const names = (load: string, specifier: string): string[] =>
    JSON.parse(
      run(process.execPath, [
        '--eval',
        `const names = (module) => console.log(JSON.stringify(
      Object.keys(module).filter((name) => !['default', 'module.exports', '__esModule'].includes(name)).sort()))
      ${load.replace('SPECIFIER', JSON.stringify(specifier))}`,
      ]),
    )

  test.each(entries)('$specifier', async ({ specifier, dual }) => {
    const expected = Object.keys(await import(specifier)).sort()
    expect(names('import(SPECIFIER).then(names)', specifier)).toEqual(expected)
    if (dual) expect(names('names(require(SPECIFIER))', specifier)).toEqual(expected)
  })

  test.each(commands)('%s --help', (command) => {
    expect(() => run(process.execPath, [join(consumer, 'node_modules/.bin', command), '--help'])).not.toThrow()
  })
})

describe('type-checks, with the declarations of its dependencies', () => {
  const check = (folder: string, files: Record<string, string>, compilerOptions: object) => {
    mkdirSync(join(consumer, folder))
    for (const [file, content] of Object.entries(files)) write(join(folder, file), content)
    write(join(folder, 'tsconfig.json'), {
      compilerOptions: {
        target: 'es2023',
        lib: ['es2023'],
        types: ['node'],
        typeRoots: [join(root, 'node_modules/@types')],
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        ...compilerOptions,
      },
      files: Object.keys(files),
    })
    return () => run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--project', folder])
  }
  const imports = (which: typeof entries) =>
    which
      .map(({ specifier }, index) => `import * as m${index} from '${specifier}'\nexport const n${index} = m${index}\n`)
      .join('')
  const dual = entries.filter((entry) => entry.dual)

  test('as an ES module and as CommonJS under nodenext', () => {
    const files = { 'consumer.mts': imports(entries), 'consumer.cts': imports(dual) }
    expect(check('nodenext', files, { module: 'nodenext' })).not.toThrow()
  })

  test('under bundler', () => {
    expect(check('bundler', { 'consumer.ts': imports(entries) }, { module: 'preserve' })).not.toThrow()
  })
})
