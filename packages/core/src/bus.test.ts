import { expect, it } from 'vitest'
import { createBus } from './bus.ts'

it('a listener that throws or rejects stops nobody, and is reported by name', async () => {
  const failed: string[] = []
  const heard: string[] = []
  const bus = createBus<{ word: string }>((error, name) => failed.push(`${name}: ${String(error)}`))
  bus.on('word', () => {
    throw new Error('thrown')
  })
  bus.on('word', async () => Promise.reject(new Error('rejected')))
  bus.on('word', (word) => heard.push(word))
  bus.emit('word', 'hello')
  await new Promise((resolve) => setTimeout(resolve))
  expect(heard).toEqual(['hello'])
  expect(failed).toEqual(['word: Error: thrown', 'word: Error: rejected'])
})
it('a listener hears until it stops; stopping twice stops no other', () => {
  const heard: string[] = []
  const bus = createBus<{ word: string }>(() => undefined)
  const listener = (word: string) => heard.push(word)
  const stop = bus.on('word', listener)
  bus.on('word', listener)
  bus.emit('word', 'a')
  stop()
  stop()
  bus.emit('word', 'b')
  expect(heard).toEqual(['a', 'a', 'b'])
})
