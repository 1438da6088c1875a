import type { ConsumeOptions, Consumer, JsMsg } from '@nats-io/jetstream'
import { expectTypeOf, it } from 'vitest'
import { fromJetStream, type JetStreamConsumer, type JetStreamMessage, type JetStreamOptions } from './nats.ts'

it('the library has not drifted from what is used of it', () => {
  expectTypeOf<JsMsg>().toExtend<JetStreamMessage>()
  expectTypeOf<Consumer>().toExtend<JetStreamConsumer>()
  expectTypeOf<JetStreamOptions>().toExtend<ConsumeOptions>()
  expectTypeOf(fromJetStream).toBeCallableWith({} as Consumer)
})
