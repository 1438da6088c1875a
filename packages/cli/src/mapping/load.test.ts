/** Mappings, those that come with motkit and those that are wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createReader } from '../read/events.ts'
import { formats, loadMapping } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'motkit-mapping-'))
afterAll(() => rmSync(folder, { recursive: true }))

const well = {
  name: 'x',
  input: { kind: 'csv' },
  time: '$t',
  customer: { id: '$c' },
  events: [{ type: 'order.paid', data: { orderId: '$o' } }],
}
async function failure(raw: unknown): Promise<{ code: string; path: string }> {
  const path = join(folder, 'mapping.json')
  writeFileSync(path, JSON.stringify(raw))
  try {
    createReader(await loadMapping(path))
  } catch (error) {
    const { code, details } = error as { code: string; details: { path: string } }
    return { code, path: details.path.replace(path, '').replace(/^ at /, '') }
  }
  return { code: 'none', path: '' }
}

test.each(Object.keys(formats))('%s is a mapping as any other', async (name) => {
  expect(() => JSON.parse(JSON.stringify(formats[name]))).not.toThrow()
  const mapping = await loadMapping(name)
  expect(() => createReader(mapping)).not.toThrow()
})

test('a mapping that is well is taken', async () => {
  expect(await failure(well)).toEqual({ code: 'none', path: '' })
})

test.each([
  ['an unknown key', { ...well, delimeter: ';' }, ''],
  ['no input', { ...well, input: undefined }, 'input'],
  ['an unknown kind of input', { ...well, input: { kind: 'xml' } }, 'input.kind'],
  ['a zone that is none', { ...well, zone: 'Mars/Olympus' }, 'zone'],
  ['an unknown type of event', { ...well, events: [{ type: 'order.payed' }] }, 'events.0.type'],
  ['an unknown type of event by kind', { ...well, by: '$k', events: { a: { type: 'order.payed' } } }, 'events.a.type'],
  ['a misspelt key of an event', { ...well, events: [{ type: 'order.paid', date: {} }] }, 'events.0'],
  ['no time', { ...well, time: undefined }, 'events.0.time'],
  ['no customer', { ...well, customer: undefined }, 'events.0.customer'],
  ['events by kind, and no kind', { ...well, events: { a: { type: 'order.paid' } } }, 'events'],
  ['an operator that is none', { ...well, events: [{ type: 'order.paid', when: { is: 1 } }] }, 'events.0.when.is'],
  [
    'a definition that is missing',
    { ...well, define: {}, events: [{ type: 'order.paid', data: { use: 'order' } }] },
    'events.0.data.use',
  ],
  ['a definition of itself', { ...well, define: { a: { use: 'a' } }, id: { use: 'a' } }, 'define.a.use'],
  [
    'a join with a table that is missing',
    {
      name: 'x',
      input: { kind: 'directory' },
      tables: {
        a: {
          ...well,
          name: undefined,
          input: undefined,
          file: 'a.csv',
          join: { b: { table: 'c', where: 'id', is: '$b' } },
        },
      },
    },
    'tables.a.join.b.table',
  ],
])('%s is told with its path', async (_, raw, path) => {
  expect(await failure(raw)).toEqual({ code: 'MAPPING_INVALID', path })
})
