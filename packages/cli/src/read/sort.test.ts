/** Sorting in bounded memory. */
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { createSorter } from './sort.ts'

const folders = () => readdirSync(tmpdir()).filter((name) => /^motkit-[A-Za-z0-9]{6}$/.test(name))
async function sort(held: number, times: readonly number[]): Promise<string[]> {
  const sorter = createSorter(held)
  for (const [i, time] of times.entries()) {
    await sorter.add({
      line: i,
      event: { id: String(i), source: 's', type: 't', time: new Date(time * 1_000).toISOString(), customer: {} },
    })
  }
  const sorted: string[] = []
  for await (const { line, event } of sorter.sorted()) sorted.push(`${Date.parse(event.time) / 1_000}:${line}`)
  return sorted
}
const times = [5, 3, 9, 1, 5, 7, 3, 2, 8, 5]
const expected = ['1:3', '2:7', '3:1', '3:6', '5:0', '5:4', '5:9', '7:5', '8:8', '9:2']

test.each([100, 10, 3, 1])('sorts by time, then by place, with %i held in memory', async (held) => {
  expect(await sort(held, times)).toEqual(expected)
})

test('leaves no file behind', async () => {
  const before = folders()
  await sort(2, times)
  expect(folders()).toEqual(before)
})
