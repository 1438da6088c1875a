/** docs/18-ledger.md names the tests that show its guarantees: they are there, under that name. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const docs = new URL('../../docs/', import.meta.url)
const page = readFileSync(new URL('18-ledger.md', docs), 'utf8')
const rows = [...page.matchAll(/^\| .+? \| \[.+?\]\((.+?)\) \| `(.+?)` \|$/gm)].map(([, file = '', name = '']) => ({
  file,
  name,
}))

test('it has guarantees', () => {
  expect(rows.length).toBeGreaterThan(15)
})
test.each(rows)('$name', ({ file, name }) => {
  expect(readFileSync(new URL(file, docs), 'utf8')).toContain(name)
})
