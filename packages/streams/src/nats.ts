/** NATS JetStream as a log to consume: the messages of a pull consumer, each with its explicit acknowledgement. */
import { type Message, MotError } from '@motkit/core'

/** What is used of `JsMsg` of `@nats-io/jetstream`. */
export interface JetStreamMessage {
  readonly data: Uint8Array
  ack(): void
  ackAck(): Promise<boolean>
  nak(delayMs?: number): void
  term(): void
  working(): void
}
/** What is used of its pull `Consumer`. */
export interface JetStreamConsumer {
  info(cached: boolean): Promise<{ readonly config: { readonly ack_policy?: string } }>
  consume(options: JetStreamOptions): Promise<AsyncIterable<JetStreamMessage> & { stop(): void }>
}
/** What `consume` of the library takes. */
export interface JetStreamOptions {
  /** How many messages are fetched ahead. Default: 500. */
  readonly max_messages?: number
  /** How long one pull waits, in milliseconds. Default, of the library: 30,000. */
  readonly expires?: number
  /** Whether a deleted stream or consumer ends it with an error, or is waited for. Default: true. */
  readonly abort_on_missing_resource?: boolean
}

/**
 * The messages of a pull consumer, to give to `mot.consume`.
 * @param consumer one with `ack_policy: 'explicit'`: under 'all', an acknowledgement would take along what was given back
 * @example
 * const consumer = await jetstream(connection).consumers.get('events', 'motkit')
 * const consuming = mot.consume(fromJetStream(consumer))
 */
export const fromJetStream = (consumer: JetStreamConsumer, options: JetStreamOptions = {}): AsyncIterable<Message> => ({
  [Symbol.asyncIterator]() {
    const opening = open(consumer, { max_messages: 500, abort_on_missing_resource: true, ...options })
    const acknowledge = createAcknowledge()
    return {
      async next() {
        const { iterator } = await opening
        const { done, value } = await iterator.next()
        return done ? end : { done: false, value: messageOf(value, acknowledge) }
      },
      async return() {
        const { messages, iterator } = await opening
        messages.stop()
        // What was fetched ahead is given back at once, instead of when its acknowledgement is overdue.
        for (let left = await iterator.next(); !left.done; left = await iterator.next()) left.value.nak(SOON)
        return end
      },
    }
  },
})

/** In milliseconds. A nak with no delay can be answered to a pull that was just left, and then comes only when overdue (server 2.9.10). */
const SOON = 10
const end = { done: true, value: undefined } as const

async function open(consumer: JetStreamConsumer, options: JetStreamOptions) {
  const { config } = await consumer.info(true)
  if (config.ack_policy !== 'explicit') {
    throw new MotError('SETUP_INVALID', `the consumer's ack_policy is ${config.ack_policy}, not explicit`, {
      details: { path: 'ack_policy', expected: 'explicit', received: String(config.ack_policy) },
    })
  }
  const messages = await consumer.consume(options)
  return { messages, iterator: messages[Symbol.asyncIterator]() }
}

const messageOf = (message: JetStreamMessage, acknowledge: (message: JetStreamMessage) => unknown): Message => ({
  value: message.data,
  ack: () => acknowledge(message),
  nak: (delayMs = SOON) => message.nak(delayMs),
  // Without a reason: to a server before 2.11, a `+TERM` with one is no `+TERM`, and the message comes again for ever.
  reject: () => message.term(),
  working: () => message.working(),
})

/**
 * The server answers the last acknowledgement of a commit. It reads a connection in order, so this answer stands for
 * all before it, and a host may close the connection once its consuming has stopped. Were an acknowledgement lost, the
 * message would come again and count once; to have each answered is three times as slow, for nothing.
 */
function createAcknowledge() {
  let last: JetStreamMessage | undefined
  let answer: Promise<unknown> | undefined
  return (message: JetStreamMessage): Promise<unknown> => {
    last?.ack()
    last = message
    answer ??= Promise.resolve().then(() => {
      const final = last
      last = answer = undefined
      return final?.ackAck()
    })
    return answer
  }
}
