// The documentation is held to the code: snippets are type-checked, those with an output are run, generated parts are up
// to date, links lead somewhere.
import { execFile } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { promisify } from 'node:util'
import { coreErrors, defaultSettings, moments } from '@motkit/core'
import { loyaltyErrors } from '@motkit/loyalty'
import { postgresErrors } from '@motkit/postgres'
import { reviewsErrors } from '@motkit/reviews'
import { shopifyErrors } from '@motkit/shopify'
import { localAdminErrors } from '@motkit/shopify/testing'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { medusaErrors } from '../packages/medusa/src/errors.mts'
import { errorsPage } from '../scripts/errors-page.ts'
import { eventsPage } from '../scripts/events-table.ts'
import { policyPages } from '../scripts/policy-pages.ts'
import { packages, root } from './manifests.ts'

const run = promisify(execFile)
const pages = [
  ...['README.md', 'CONTRIBUTING.md'],
  ...globSync('docs/**/*.md', { cwd: root }),
  ...globSync('packages/*/README.md', { cwd: root, exclude: ['**/node_modules/**'] }),
].sort()
const read = (page: string): string => readFileSync(root + page, 'utf8')

interface Snippet {
  readonly page: string
  /** Of its first line of code, from 1. */
  readonly line: number
  readonly info: string
  readonly code: string
  /** The `text` block right after it: what it prints. */
  readonly output?: string
}
function snippetsOf(page: string): Snippet[] {
  const fences = [...read(page).matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms)]
  return fences.flatMap((fence, i) => {
    const [, language, info = '', code = ''] = fence
    if (language !== 'ts') return []
    const next = fences[i + 1]
    const between = next && read(page).slice(fence.index + fence[0].length, next.index)
    const isOutput = next?.[1] === 'text' && between?.trim() === ''
    const line = read(page).slice(0, fence.index).split('\n').length + 1
    return [{ page, line, info: info.trim(), code, ...(isOutput && { output: next[3] ?? '' }) }]
  })
}
const snippets = pages.flatMap(snippetsOf)
const checked = snippets.filter(({ info }) => !info.startsWith('ignore'))

describe('snippets', () => {
  test('are checked, unless they say why not', () => {
    expect(checked.length).toBeGreaterThan(20)
    expect(snippets.filter(({ info }) => info !== '' && !/^ignore \S.{9}/.test(info))).toEqual([])
  })

  test('compile as they stand, with the options of this repository', async () => {
    const folder = `${root}node_modules/.cache/docs`
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    const files = checked.map((snippet) => ({ snippet, name: `${fileOf(snippet)}.mts` }))
    // Empty lines before it, so that the compiler names the line of the page.
    for (const { snippet, name } of files)
      writeFileSync(`${folder}/${name}`, '\n'.repeat(snippet.line - 1) + snippet.code)
    writeFileSync(
      `${folder}/tsconfig.json`,
      JSON.stringify({ extends: `${root}tsconfig.json`, files: files.map(({ name }) => name), include: [] }),
    )
    const { stdout } = await run(process.execPath, [`${root}node_modules/typescript-7/bin/tsc`, '-p', folder], {
      cwd: folder,
      timeout: 60_000,
    }).catch((error: { stdout: string; killed: boolean }) => {
      if (error.killed || error.stdout === '') throw error
      return error
    })
    // What is wrong in the sources themselves is for `npm run types` to say.
    expect(stdout.split('\n').filter((line) => line !== '' && !/^\s|^\.\.|packages\//.test(line))).toEqual([])
  }, 60_000)

  test('with an output print it', async () => {
    const folder = `${root}node_modules/.cache/docs-run`
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    const printing = checked.filter(({ output }) => output !== undefined)
    const compilerOptions = { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext }
    for (const snippet of printing)
      writeFileSync(
        `${folder}/${fileOf(snippet)}.mjs`,
        ts.transpileModule(snippet.code, { compilerOptions }).outputText,
      )
    const main = printing.map(
      (snippet) => `console.log('=== ${at(snippet)}')\nawait import('./${fileOf(snippet)}.mjs')\n`,
    )
    writeFileSync(`${folder}/main.mjs`, main.join(''))
    const { stdout, stderr } = await run(process.execPath, ['--conditions=@motkit/source', `${folder}/main.mjs`], {
      timeout: 30_000,
    })
    expect(stderr).toBe('')
    expect(stdout).toBe(printing.map((snippet) => `=== ${at(snippet)}\n${snippet.output}`).join(''))
  }, 30_000)
})

const at = ({ page, line }: Snippet): string => `${page}:${line}`
const fileOf = ({ page, line }: Snippet): string => `${page.replaceAll('/', '_').replace(/\.md$/, '')}-${line}`

describe('generated parts', () => {
  test('the page of errors is up to date: npm run docs:errors', () => {
    expect(read('docs/errors.md')).toBe(errorsPage())
  })
  test('the catalogue of events is up to date: npm run docs:events', () => {
    expect(read('docs/03-events.md')).toBe(eventsPage())
  })
  test.each([...policyPages()])('docs/%s says of the packs what they hold: npm run docs:policies', (page, text) => {
    expect(read(`docs/${page}`)).toBe(text)
    expect(text).toContain('**This is no legal advice.**')
  })
  test('there is a page for each pack, and no other', () => {
    const written = globSync('docs/review-policies/*.md', { cwd: root }).map((file) => file.slice('docs/'.length))
    expect(written.sort()).toEqual([...policyPages().keys()].filter((page) => page.includes('/')).sort())
  })
})

describe('what the pages say of the code', () => {
  const source = globSync('packages/core/src/moments/*.ts', { cwd: root }).map(read).join('\n')
  const page = read('docs/02-moments.md')
  const row = (type: string) => page.split('\n').find((line) => line.startsWith(`| \`${type}\``)) ?? ''

  test('every moment is there', () => {
    expect(Object.values(moments).filter(({ type }) => row(type) === '')).toEqual([])
  })
  test('every reason that a moment can give is there, and no other', () => {
    const given = [...source.matchAll(/reason:[^\n]*|found\([^)]*\)|\?\s*'[a-z-]+'\s*:\s*'[a-z-]+'/g)].flatMap(
      ([code]) => [...code.replace(/polarity: '\w+'/, '').matchAll(/'([a-z-]+)'/g)].map(([, word = '']) => word),
    )
    const polarities = ['positive', 'neutral', 'negative']
    const said = Object.values(moments)
      .flatMap(({ type }) => row(type).split('|').slice(2))
      .flatMap((cell) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, word = '']) => word))
    expect([...new Set(said)].sort()).toEqual([...new Set(given.filter((one) => !polarities.includes(one)))].sort())
  })
  test('every setting is there with its default', () => {
    for (const [name, value] of Object.entries(defaultSettings)) {
      const said = page.split('\n').find((line) => line.startsWith(`| \`${name}\``))
      const shown =
        typeof value === 'string'
          ? `'${value}'`
          : JSON.stringify(value)
              .replace(/"|\{|\}/g, (c) => ({ '{': '{ ', '}': ' }' })[c] ?? '')
              .replace(':', ': ')
      expect(said, name).toContain(`\`${shown}\``)
    }
  })
  test('every test that holds a law is there', () => {
    const laws = globSync('test/laws/*.test.ts', { cwd: root })
    expect(laws.filter((file) => !read('docs/07-guarantees.md').includes(file))).toEqual([])
  })
  test('every code that the pages name is one', () => {
    const ofShopify = ['ACCESS_DENIED', 'INTERNAL_SERVER_ERROR']
    const codes = pages
      .filter((name) => /^docs\/([0-3]|review)|^README|packages\/(core|loyalty|reviews|delivery|shopify)\//.test(name))
      .flatMap((name) => [...read(name).matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code = '']) => code))
      .filter((code) => !['MOTKIT_RUNS', 'HANDLER_FAILED', ...ofShopify].includes(code))
    const known = {
      ...coreErrors,
      ...loyaltyErrors,
      ...postgresErrors,
      ...reviewsErrors,
      ...shopifyErrors,
      ...localAdminErrors,
      ...medusaErrors,
    }
    expect(codes.filter((code) => !(code in known))).toEqual([])
  })
  test('the root README names every package', () => {
    expect(packages.filter(({ id }) => !read('README.md').includes(`(packages/${id})`))).toEqual([])
  })
})

test.each(pages)('the links of %s lead somewhere', (page) => {
  const links = [
    ...read(page)
      .replace(/^```.*?^```$/gms, '')
      .matchAll(/\]\(([^)#\s]+)[^)]*\)/g),
  ].map(([, link = '']) => link)
  const broken = links.filter((link) => !/^https?:/.test(link) && !existsSync(resolve(root, dirname(page), link)))
  expect(broken).toEqual([])
})
