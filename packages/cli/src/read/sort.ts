/** Sorts events by time in bounded memory: what does not fit goes to files for a while and is merged from there. */
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { MappedEvent } from '../mapping/compile.ts'

/** An event and where it was read. */
export interface Placed {
  readonly line: number
  readonly file?: string
  readonly event: MappedEvent
}
const before = (a: Placed, b: Placed): number =>
  a.event.time < b.event.time ? -1 : a.event.time > b.event.time ? 1 : 0

/** Makes a sorter: events go in by `add` and come out of `sorted` by time, those of one instant in the order they came. */
export function createSorter(held = 100_000) {
  let chunk: Placed[] = []
  let folder: string | undefined
  const files: string[] = []

  async function spill(): Promise<void> {
    folder ??= await mkdtemp(join(tmpdir(), 'motkit-'))
    const file = join(folder, String(files.length))
    chunk.sort(before)
    await writeFile(
      file,
      chunk.map((one) => `${JSON.stringify(one)}\n`),
    )
    files.push(file)
    chunk = []
  }
  return {
    async add(one: Placed): Promise<void> {
      chunk.push(one)
      if (chunk.length >= held) await spill()
    },
    async *sorted(): AsyncIterable<Placed> {
      chunk.sort(before)
      if (files.length === 0) return yield* chunk
      try {
        yield* merged([...files.map(readPlaced), fromList(chunk)])
      } finally {
        if (folder !== undefined) await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

async function* readPlaced(file: string): AsyncIterable<Placed> {
  for await (const line of createInterface({ input: createReadStream(file) })) yield JSON.parse(line)
}
async function* fromList(list: readonly Placed[]): AsyncIterable<Placed> {
  yield* list
}

/** The earliest head of all runs, again and again; of equals, that of the earlier run. */
async function* merged(runs: readonly AsyncIterable<Placed>[]): AsyncIterable<Placed> {
  const iterators = runs.map((run) => run[Symbol.asyncIterator]())
  const heads = await Promise.all(iterators.map((iterator) => iterator.next()))
  for (;;) {
    let first = -1
    for (const [i, head] of heads.entries()) {
      const best = heads[first]
      if (!head.done && (best === undefined || best.done || before(head.value, best.value) < 0)) first = i
    }
    const [head, iterator] = [heads[first], iterators[first]]
    if (head === undefined || head.done || iterator === undefined) return
    yield head.value
    heads[first] = await iterator.next()
  }
}
