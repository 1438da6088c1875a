import type { Consumer, MessagesStream, Message as RealMessage } from '@platformatic/kafka'
import { expectTypeOf, it } from 'vitest'
import { fromKafka, type KafkaMessage } from './kafka.ts'

it('the library has not drifted from what is used of it', () => {
  expectTypeOf<RealMessage>().toExtend<KafkaMessage>()
  expectTypeOf<MessagesStream<Buffer, Buffer, Buffer, Buffer>>().toExtend<AsyncIterable<KafkaMessage>>()
  expectTypeOf<MessagesStream<string, { id: string }, string, string>>().toExtend<AsyncIterable<KafkaMessage>>()
  const consume = (consumer: Consumer) =>
    consumer.consume({ topics: ['events'], autocommit: false, mode: 'committed', fallbackMode: 'earliest' })
  expectTypeOf(fromKafka).toBeCallableWith({} as Awaited<ReturnType<typeof consume>>)
})
