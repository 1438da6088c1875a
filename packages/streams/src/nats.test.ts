// The adapter over a consumer made by hand; test/streams.test.ts has it over a running server.
import { describe, expect, it } from 'vitest'
import { fromJetStream, type JetStreamConsumer, type JetStreamMessage } from './nats.ts'

/** A consumer whose messages note what is said of them; `answer` settles what asked for an answer. */
function consumer(count: number, ackPolicy = 'explicit') {
  const said: string[] = []
  const answers: { resolve(value: boolean): void; reject(error: Error): void }[] = []
  let stop = () => {}
  const message = (i: number): JetStreamMessage => ({
    data: Uint8Array.of(i),
    ack: () => said.push(`ack ${i}`),
    ackAck() {
      said.push(`ackAck ${i}`)
      return new Promise((resolve, reject) => {
        answers.push({ resolve, reject })
      })
    },
    nak: (delayMs) => said.push(`nak ${i} ${delayMs}`),
    term: (...reason: unknown[]) => said.push(`term ${i} ${reason.length}`),
    working: () => said.push(`working ${i}`),
  })
  async function* messages() {
    for (let i = 0; i < count; i++) yield message(i)
    await new Promise<void>((resolve) => {
      stop = resolve
    })
  }
  const made: JetStreamConsumer = {
    info: async () => ({ config: { ack_policy: ackPolicy } }),
    consume: async (options) => {
      said.push(`consume ${options.max_messages}`)
      return Object.assign(messages(), {
        stop() {
          said.push('stop')
          setTimeout(() => stop())
        },
      })
    },
  }
  return { made, said, answers }
}
async function take(count: number) {
  const { made, said, answers } = consumer(count)
  const iterator = fromJetStream(made)[Symbol.asyncIterator]()
  const messages = []
  for (let i = 0; i < count; i++) messages.push((await iterator.next()).value)
  said.length = 0
  return { messages, said, answers, iterator }
}

describe('what is said to JetStream', () => {
  it('all that is acknowledged in one turn waits for one answer, to the last of it', async () => {
    const { messages, said, answers } = await take(4)
    let answered = 0
    const acks = messages.slice(0, 3).map((message) => message.ack().then(() => answered++))
    await Promise.resolve()
    const next = messages[3].ack()
    expect(said).toEqual(['ack 0', 'ack 1', 'ackAck 2'])
    await Promise.resolve()
    expect({ said: said.at(-1), answered }).toEqual({ said: 'ackAck 3', answered: 0 })
    answers[0]?.resolve(true)
    await Promise.all(acks)
    answers[1]?.reject(new Error('timeout'))
    await expect(next).rejects.toThrow('timeout')
  })

  it('a nak with its delay, a term without a reason, and that it is worked on', async () => {
    const { messages, said } = await take(3)
    messages[0].nak(250)
    messages[1].reject(new Error('refused'))
    messages[2].working()
    expect(said).toEqual(['nak 0 250', 'term 1 0', 'working 2'])
  })

  it('what was fetched ahead is given back when it is left', async () => {
    const { made, said } = consumer(4)
    const iterator = fromJetStream(made, { max_messages: 7 })[Symbol.asyncIterator]()
    expect(await iterator.next()).toMatchObject({ done: false, value: { value: Uint8Array.of(0) } })
    expect(await iterator.return?.()).toEqual({ done: true, value: undefined })
    expect(said).toEqual(['consume 7', 'stop', 'nak 1 10', 'nak 2 10', 'nak 3 10'])
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  it('nothing, where one acknowledgement would take others along', async () => {
    const { made, said } = consumer(1, 'all')
    const iterator = fromJetStream(made)[Symbol.asyncIterator]()
    await expect(iterator.next()).rejects.toMatchObject({ code: 'SETUP_INVALID', details: { path: 'ack_policy' } })
    expect(said).toEqual([])
  })
})
