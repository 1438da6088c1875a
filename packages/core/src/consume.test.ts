import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { virtualClock } from './clock.ts'
import { type ConsumeOptions, consume, type Message } from './consume.ts'
import { createMot } from './engine.ts'
import { MotError } from './errors.ts'
import { memoryStore } from './memory-store.ts'
import { err } from './result.ts'
import type { Store } from './store.ts'

const NOW = '2026-03-01T12:00:00.000Z'
const placed = (id: string | number, amount = 1_000) => ({
  id: `placed/${id}`,
  source: 'shop',
  type: 'order.placed',
  time: NOW,
  customer: { id: 'ada' },
  data: { orderId: String(id), total: { amount, currency: 'EUR' } },
})
const many = (count: number) => Array.from({ length: count }, (_, i) => placed(i))
const soon = (delayMs = 30) => new Promise((resolve) => setTimeout(resolve, delayMs))

/** A log that delivers at least once: what is given back comes again; what is neither, is under way. */
function createLog(...values: unknown[]) {
  const queue = [...values]
  const told = { acked: [] as unknown[], naks: [] as unknown[], rejected: [] as unknown[], working: 0 }
  const state = { underWay: 0, most: 0, commits: [] as number[], ended: false, returned: false }
  let wake = () => {}
  const push = (...more: unknown[]) => {
    queue.push(...more)
    wake()
  }
  const end = () => {
    state.ended = true
    wake()
  }
  const send = (value: unknown): Message => {
    state.most = Math.max(state.most, ++state.underWay)
    const settle = (list: unknown[], entry: unknown) => {
      state.underWay--
      list.push(entry)
    }
    return {
      value,
      ack: () => settle(told.acked, value),
      nak(delayMs) {
        settle(told.naks, delayMs)
        setTimeout(push, delayMs, value)
      },
      reject: ({ code, details }) => settle(told.rejected, `${code} ${details.path}`),
      working: () => told.working++,
    }
  }
  const messages: AsyncIterable<Message> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        while (queue.length === 0 && !state.ended)
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        return queue.length > 0 ? { done: false, value: send(queue.shift()) } : { done: true, value: undefined }
      },
      async return() {
        queue.length = 0
        state.returned = true
        end()
        return { done: true, value: undefined }
      },
    }),
  }
  return { messages, told, state, queue, push, end }
}
type Log = Pick<ReturnType<typeof createLog>, 'messages'>

/** An engine over a store that can be held just before its commit, or fail so many times. */
function shop() {
  const kept = memoryStore()
  const control = { gate: Promise.resolve() as Promise<unknown>, failing: 0, transactions: 0 }
  const store: Store = {
    ...kept,
    async transaction(task) {
      control.transactions++
      if (control.failing-- > 0) throw new Error('the store is away')
      return kept.transaction(async (transaction) => {
        const answer = await task(transaction)
        await control.gate
        return answer
      })
    },
  }
  const mot = createMot({ store, plugins: [], clock: virtualClock(NOW) })
  const failed: unknown[] = []
  return {
    control,
    mot,
    failed,
    kept: async () => (await kept.export('default', 'id:ada')).events.map(({ id }) => id),
    consume(log: Log, options: ConsumeOptions = {}) {
      const consuming = consume(
        (events) => mot.ingestMany(events),
        log.messages,
        (error) => failed.push(error),
        { backoffMs: 10, ...options },
      )
      onTestFinished(() => consuming.stop())
      return consuming
    },
  }
}
/** Holds the commits of a shop until it is called. */
function hold({ control }: ReturnType<typeof shop>): () => void {
  let release = () => {}
  control.gate = new Promise<void>((resolve) => {
    release = resolve
  })
  return release
}

describe('a message is acknowledged', () => {
  it('after its commit, never before', async () => {
    const [site, log] = [shop(), createLog(...many(3))]
    const release = hold(site)
    site.consume(log)
    await soon()
    expect({ transactions: site.control.transactions, acked: log.told.acked }).toEqual({ transactions: 1, acked: [] })
    release()
    await vi.waitFor(() => expect(log.told.acked).toEqual(many(3)))
    expect(await site.kept()).toHaveLength(3)
  })

  it('when it was known already, too', async () => {
    const [site, log] = [shop(), createLog(placed(1), placed(1))]
    await site.mot.ingestMany([placed(2)])
    const { done } = site.consume(log)
    log.push(placed(2))
    log.end()
    expect(await done).toEqual({ acknowledged: 3, duplicates: 2, refused: 0, returned: 0 })
    expect(log.told.acked).toHaveLength(3)
    expect((await site.kept()).sort()).toEqual(['placed/1', 'placed/2'])
  })

  it('as an event, as text or as bytes of one, and as a CloudEvent', async () => {
    const { customer: _, ...event } = placed(4)
    const site = shop()
    const log = createLog(
      placed(1),
      JSON.stringify(placed(2)),
      Buffer.from(JSON.stringify(placed(3))),
      JSON.stringify({ specversion: '1.0', customerid: 'ada', ...event }),
    )
    log.end()
    expect(await site.consume(log).done).toMatchObject({ acknowledged: 4, duplicates: 0 })
    expect(await site.kept()).toHaveLength(4)
  })
})

describe('what is there', () => {
  it('goes into one commit, and what comes during it into the next', async () => {
    const [site, log] = [shop(), createLog(...many(5))]
    const release = hold(site)
    site.consume(log)
    await soon()
    for (const id of ['a', 'b', 'c']) {
      log.push(placed(id))
      await soon(5)
    }
    release()
    await vi.waitFor(() => expect(log.told.acked).toHaveLength(8))
    expect(site.control.transactions).toBe(2)
  })

  it('does not wait for what is not there', async () => {
    const [site, log] = [shop(), createLog(placed(1))]
    site.consume(log)
    await vi.waitFor(() => expect(log.told.acked).toHaveLength(1))
  })

  it('is read to two batches and one message, and no further', async () => {
    const [site, log] = [shop(), createLog(...many(50))]
    const release = hold(site)
    site.consume(log, { batch: 5 })
    await soon()
    expect(log.state.underWay).toBe(10)
    release()
    await vi.waitFor(() => expect(log.told.acked).toHaveLength(50))
    expect(log.state.most).toBeLessThanOrEqual(11)
  })

  it('is called still worked on while its commit takes long', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const [site, log] = [shop(), createLog(...many(7))]
    const release = hold(site)
    const { stop } = site.consume(log, { batch: 5 })
    await soon()
    vi.advanceTimersByTime(20_000)
    expect(log.told.working).toBe(14)
    release()
    await stop()
    vi.advanceTimersByTime(20_000)
    expect(log.told.working).toBe(14)
  })
})

describe('what is refused for good', () => {
  it('is rejected and told, and stops nothing: poison as well as a conflict', async () => {
    const [site, told] = [shop(), [] as unknown[]]
    const latin1 = Buffer.from(JSON.stringify(placed('é')), 'latin1')
    const poison = ['{"half', latin1, 7, undefined, { ...placed(3), data: {} }, placed(1, 2_000)]
    const log = createLog(placed(1), ...poison, placed(2))
    log.end()
    const onRefused = ({ code }: MotError, value: unknown) => told.push([code, value])
    const { done } = site.consume(log, { onRefused })
    expect(await done).toEqual({ acknowledged: 2, duplicates: 0, refused: 6, returned: 0 })
    expect(log.told.rejected.sort()).toEqual([
      'EVENT_CONFLICT id',
      'EVENT_INVALID data.orderId',
      'EVENT_INVALID event',
      'EVENT_INVALID event',
      'EVENT_INVALID value',
      'EVENT_INVALID value',
    ])
    expect(told).toHaveLength(6)
    expect(told).toContainEqual(['EVENT_INVALID', '{"half'])
    expect(site.failed).toEqual([])
    expect((await site.kept()).sort()).toEqual(['placed/1', 'placed/2'])
  })

  it('is acknowledged where the log knows no rejecting, and told as a failure where nobody listens', async () => {
    const [site, acked] = [shop(), [] as unknown[]]
    const message = { value: '{', ack: () => acked.push('{'), nak: () => undefined }
    async function* messages() {
      yield message
    }
    expect(await site.consume({ messages: messages() }).done).toMatchObject({ refused: 1 })
    expect({ acked, failed: site.failed }).toMatchObject({ acked: ['{'], failed: [{ code: 'EVENT_INVALID' }] })
  })

  it('comes again where it could not be told', async () => {
    const [site, log, told] = [shop(), createLog('{'), [] as unknown[]]
    site.consume(log, {
      onRefused(_, value) {
        if (site.failed.length === 0) throw new Error('the table of refused events is away')
        told.push(value)
      },
    })
    await vi.waitFor(() => expect(log.told.rejected).toHaveLength(1))
    expect({ told, naks: log.told.naks }).toEqual({ told: ['{'], naks: [10] })
  })
})

describe('what may succeed later', () => {
  it('is given back, later each time, and goes through when the store is there again', async () => {
    const [site, log] = [shop(), createLog(placed(1))]
    site.control.failing = 3
    const { stop, done } = site.consume(log)
    await vi.waitFor(() => expect(log.told.acked).toEqual([placed(1)]))
    expect(log.told.naks).toEqual([10, 20, 40])
    expect(site.failed).toMatchObject(Array(3).fill({ code: 'STORE_UNAVAILABLE' }))
    site.control.failing = 1
    log.push(placed(2))
    await vi.waitFor(() => expect(log.told.acked).toHaveLength(2))
    expect(log.told.naks).toEqual([10, 20, 40, 10])
    await stop()
    expect(await done).toEqual({ acknowledged: 2, duplicates: 0, refused: 0, returned: 4 })
  })

  it('is waited for: a store that is away is not asked at the pace of the log', async () => {
    const [site, log] = [shop(), createLog()]
    site.control.failing = 1
    site.consume(log, { backoffMs: 500 })
    for (let i = 0; i < 20; i++) {
      log.push(placed(i))
      await soon(2)
    }
    expect(site.control.transactions).toBe(1)
  })

  it('comes again when it said so', async () => {
    const log = createLog(placed(1))
    const busy = new MotError('QUEUE_FULL', 'busy', { retryable: true, retryAfter: 2 })
    const { stop } = consume(
      async (events) => events.map(() => err(busy)),
      log.messages,
      () => undefined,
    )
    await vi.waitFor(() => expect(log.told.naks).toEqual([2_000]))
    await stop()
  })

  it('is all of a batch for which there was no answer', async () => {
    const log = createLog(placed(1), '{', placed(2))
    const failed: unknown[] = []
    const ingest = async () => {
      throw new Error('a mistake')
    }
    const { stop } = consume(ingest, log.messages, (error) => failed.push(error), { backoffMs: 5_000 })
    await vi.waitFor(() => expect(log.told.naks).toEqual([5_000, 5_000]))
    expect(log.told.rejected).toEqual(['EVENT_INVALID value'])
    expect(failed).toMatchObject([{ cause: { message: 'a mistake' } }, { code: 'EVENT_INVALID' }])
    await stop()
  })

  it('is what was committed but could not be acknowledged: it comes again, and counts once', async () => {
    const site = shop()
    const log = createLog()
    let acks = 0
    async function* messages(): AsyncGenerator<Message> {
      for await (const message of log.messages) {
        const ack = () => {
          if (acks++ === 0) throw new Error('the broker is away')
          return message.ack()
        }
        yield { ...message, ack }
      }
    }
    const { stop, done } = site.consume({ messages: messages() })
    log.push(placed(1))
    await vi.waitFor(() => expect(log.told.acked).toHaveLength(1))
    log.end()
    await stop()
    expect(await done).toEqual({ acknowledged: 1, duplicates: 1, refused: 0, returned: 1 })
    expect(await site.kept()).toEqual(['placed/1'])
  })
})

describe('the end', () => {
  it('stop waits for what is under way and acknowledges it, and reads no more', async () => {
    const [site, log] = [shop(), createLog(...many(12))]
    const release = hold(site)
    const { stop, done } = site.consume(log, { batch: 5 })
    await soon()
    let isStopped = false
    const stopping = stop().then(() => {
      isStopped = true
    })
    log.push(placed('late'))
    await soon()
    expect({ isStopped, acked: log.told.acked }).toEqual({ isStopped: false, acked: [] })
    release()
    await stopping
    expect(log.told.acked).toEqual(many(10))
    expect(await done).toMatchObject({ acknowledged: 10 })
    expect(log.state).toMatchObject({ underWay: 0, returned: true })
  })

  it('stop waits for what is being acknowledged', async () => {
    const acked: unknown[] = []
    async function* messages(): AsyncGenerator<Message> {
      yield { value: placed(1), ack: () => soon(50).then(() => acked.push(1)), nak: () => undefined }
      await new Promise(() => {})
    }
    const [site, log] = [shop(), { messages: messages() }]
    const { stop } = site.consume(log)
    await vi.waitFor(async () => expect(await site.kept()).toHaveLength(1), { interval: 1 })
    await stop()
    expect(acked).toEqual([1])
  })

  it('stop does not wait for a log that has nothing, nor for a failing store', async () => {
    async function* silent(): AsyncGenerator<Message> {
      await new Promise(() => {})
    }
    await shop().consume({ messages: silent() }).stop()
    const [site, log] = [shop(), createLog(placed(1))]
    site.control.failing = 1
    const { stop } = site.consume(log, { backoffMs: 50_000 })
    await vi.waitFor(() => expect(log.told.naks).toHaveLength(1))
    await stop()
  })

  it('what a slow log still hands over after stop is given back', async () => {
    const [site, log] = [shop(), createLog()]
    async function* slow(): AsyncGenerator<Message> {
      for await (const message of log.messages) yield message
    }
    const { stop } = site.consume({ messages: slow() })
    await soon()
    await stop()
    log.push(placed(1))
    await vi.waitFor(() => expect(log.told.naks).toEqual([undefined]))
    expect(await site.kept()).toEqual([])
  })

  it('done rejects with what the log threw, after what was read is acknowledged', async () => {
    const [site, acked] = [shop(), [] as unknown[]]
    async function* broken(): AsyncGenerator<Message> {
      yield { value: placed(1), ack: () => acked.push(1), nak: () => undefined }
      throw new Error('the log is gone')
    }
    const { stop, done } = site.consume({ messages: broken() })
    await expect(done).rejects.toThrow('the log is gone')
    expect(acked).toEqual([1])
    await stop()
  })
})
