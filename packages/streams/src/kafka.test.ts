// The adapter over a stream made by hand; test/streams.test.ts has it over the library and a mock broker.
import type { Message } from '@motkit/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromKafka, type KafkaMessage, type KafkaOptions } from './kafka.ts'

/** A stream of messages, each by its partition; it notes what is read, and how far each partition is committed. */
function log(partitions: readonly number[], { answer = undefined as unknown, ends = false } = {}) {
  const state = { read: 0, commits: [] as string[], committed: new Map<number, number>() }
  async function* stream(): AsyncGenerator<KafkaMessage> {
    const next = new Map<number, number>()
    for (const partition of partitions) {
      state.read++
      const offset = next.get(partition) ?? 0
      next.set(partition, offset + 1)
      yield {
        topic: 'events',
        partition,
        value: `${partition}:${offset}`,
        async commit() {
          state.commits.push(`${partition}:${offset + 1}`)
          state.committed.set(partition, offset + 1)
          if (answer instanceof Error) throw answer
          return answer
        },
      }
    }
    if (!ends) await new Promise(() => {})
  }
  return { state, stream: stream() }
}
async function take(messages: AsyncGenerator<Message>, count: number): Promise<Message[]> {
  const taken: Message[] = []
  while (taken.length < count) taken.push((await messages.next()).value as Message)
  return taken
}
const open = async (partitions: readonly number[], options?: KafkaOptions) => {
  const { state, stream } = log(partitions)
  const messages = fromKafka(stream, options)
  return { state, messages, taken: await take(messages, Math.min(partitions.length, options?.maxPending ?? 99)) }
}
const turn = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('a partition', () => {
  it('is committed as far as all is settled', async () => {
    const { state, taken } = await open([0, 0, 0, 0])
    const [first, second, third, fourth] = taken
    await third?.ack()
    await second?.ack()
    expect(state.commits).toEqual([])
    await first?.ack()
    expect(state.commits).toEqual(['0:3'])
    await fourth?.ack()
    await fourth?.ack()
    expect(state.commits).toEqual(['0:3', '0:4'])
  })

  it('does not wait for another', async () => {
    const { state, taken } = await open([0, 1, 0, 1])
    await taken[1]?.ack()
    await taken[3]?.ack()
    expect(state.commits).toEqual(['1:1', '1:2'])
  })

  it('is never committed past what is not settled, in whatever order things are settled', async () => {
    const settling = fc
      .array(fc.nat(2), { minLength: 1, maxLength: 30 })
      .chain((partitions) =>
        fc.tuple(fc.constant(partitions), fc.shuffledSubarray([...partitions.keys()], { minLength: 0 })),
      )
    await fc.assert(
      fc.asyncProperty(settling, async ([partitions, order]) => {
        const { state, taken } = await open(partitions)
        const settled = new Set<unknown>()
        for (const i of order) {
          await taken[i]?.ack()
          settled.add(taken[i]?.value)
          for (const partition of new Set(partitions)) {
            let prefix = 0
            while (settled.has(`${partition}:${prefix}`)) prefix++
            expect(state.committed.get(partition) ?? 0).toBe(prefix)
          }
        }
      }),
    )
  })
})

describe('what is given back', () => {
  it('comes again after its delay, and holds back the commit of what follows until it is settled', async () => {
    const { state, messages, taken } = await open([0, 0])
    const before = Date.now()
    taken[0]?.nak(40)
    await taken[1]?.ack()
    expect(state.commits).toEqual([])
    const [again] = await take(messages, 1)
    expect(again?.value).toBe('0:0')
    expect(Date.now() - before).toBeGreaterThanOrEqual(38)
    again?.nak()
    const [third] = await take(messages, 1)
    await third?.ack()
    expect(state.commits).toEqual(['0:2'])
  })

  it('does not stop what is new', async () => {
    const { messages, taken } = await open([0, 0, 0], { maxPending: 1 })
    taken[0]?.nak(1)
    expect((await take(messages, 1)).map(({ value }) => value)).toEqual(['0:0'])
    taken[0]?.ack()
    expect((await take(messages, 1)).map(({ value }) => value)).toEqual(['0:1'])
  })
})

describe('the stream', () => {
  it('is read as far ahead as may be pending, and on once a commit made room', async () => {
    const { state, messages, taken } = await open([0, 0, 0, 0, 0], { maxPending: 2 })
    const next = messages.next()
    await turn()
    await taken[1]?.ack()
    await turn()
    expect(state.read).toBe(2)
    await taken[0]?.ack()
    expect((await next).value).toMatchObject({ value: '0:2' })
    expect(state.read).toBeLessThanOrEqual(4)
  })

  it('ends the messages with its end, or its error', async () => {
    const ending = fromKafka(log([0], { ends: true }).stream)
    await take(ending, 1)
    expect(await ending.next()).toEqual({ done: true, value: undefined })
    async function* broken(): AsyncGenerator<KafkaMessage> {
      yield* log([0], { ends: true }).stream
      throw new Error('the group is gone')
    }
    const messages = fromKafka(broken())
    await take(messages, 1)
    await expect(messages.next()).rejects.toThrow('the group is gone')
  })

  it('goes on where a commit fails: the next takes it along', async () => {
    const { state, stream } = log([0, 0], { answer: new Error('the coordinator is away') })
    const messages = fromKafka(stream)
    for (const message of await take(messages, 2)) await message.ack()
    await turn()
    expect(state.commits).toEqual(['0:1', '0:2'])
  })

  it('is refused where it commits by itself', async () => {
    const { stream } = log([0, 0, 0], { answer: Symbol('nothing was done') })
    const messages = fromKafka(stream)
    for (const message of await take(messages, 2)) await message.ack()
    await turn()
    await expect(messages.next()).rejects.toMatchObject({ code: 'SETUP_INVALID', details: { path: 'autocommit' } })
  })
})
