/** Kafka as a log to consume. It knows of a partition only how far it was read, so an offset is committed once all before it are settled. */
import { type Message, MotError } from '@motkit/core'

/** What is used of `Message` of `@platformatic/kafka`. */
export interface KafkaMessage {
  readonly topic: string
  readonly partition: number
  readonly value: unknown
  commit(): unknown
}
export interface KafkaOptions {
  /** Messages that were read and are not yet committed, at most. Default: 2,000. */
  readonly maxPending?: number
}
/** A message's place in the line of its partition. */
interface Place {
  settled: boolean
  readonly commit: () => unknown
}

/**
 * The messages of a stream, to give to `mot.consume`. Kafka takes nothing back, so what is given back is sent again from
 * here, and until it is settled nothing behind it in its partition is committed. The stream stays the host's, to be
 * closed after `stop`: closing it waits for the last commits.
 * @param stream with `autocommit: false`; with its default, true, it ends with SETUP_INVALID
 * @example
 * const stream = await consumer.consume({ topics: ['events'], autocommit: false, mode: 'committed', fallbackMode: 'earliest' })
 * const consuming = mot.consume(fromKafka(stream))
 */
export async function* fromKafka(
  stream: AsyncIterable<KafkaMessage>,
  { maxPending = 2_000 }: KafkaOptions = {},
): AsyncGenerator<Message, void> {
  const source = stream[Symbol.asyncIterator]()
  const partitions = new Map<string, Place[]>()
  const again: Message[] = []
  let [pending, isReading] = [0, false]
  let arrived: IteratorResult<KafkaMessage> | undefined
  let broken: { readonly error: unknown } | undefined
  let ring = (): void => undefined

  async function read(): Promise<void> {
    isReading = true
    try {
      arrived = await source.next()
    } catch (error) {
      broken = { error }
    }
    isReading = false
    ring()
  }
  async function commit(place: Place): Promise<void> {
    try {
      if ((await place.commit()) === undefined) return
    } catch {
      return // It is committed along with the next, or ends the stream; at worst messages come again, and count once.
    }
    broken = { error: autocommitting() }
    ring()
  }
  function take(taken: KafkaMessage): Message {
    const key = `${taken.topic}/${taken.partition}`
    const line = partitions.get(key) ?? []
    const place: Place = { settled: false, commit: () => taken.commit() }
    partitions.set(key, line)
    line.push(place)
    pending++
    const message: Message = {
      value: taken.value,
      ack() {
        place.settled = true
        const first = line.findIndex(({ settled }) => !settled)
        const done = line.splice(0, first < 0 ? line.length : first)
        pending -= done.length
        const last = done.at(-1)
        if (!last) return
        void commit(last)
        ring()
      },
      nak(delayMs = 0) {
        const timer = setTimeout(() => {
          again.push(message)
          ring()
        }, delayMs)
        timer.unref()
      },
    }
    return message
  }

  for (;;) {
    if (broken) throw broken.error
    const [returned, next] = [again.shift(), arrived]
    if (returned) {
      yield returned
    } else if (next) {
      if (next.done) return
      arrived = undefined
      yield take(next.value)
    } else {
      if (!isReading && pending < maxPending) void read()
      await new Promise<void>((resolve) => {
        ring = resolve
      })
    }
  }
}

const autocommitting = () =>
  new MotError('SETUP_INVALID', 'the stream commits by itself: it would forget what is not yet committed here', {
    details: { path: 'autocommit', expected: 'false' },
  })
