import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { atPause } from './pause.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const times = (): { readonly at: number[]; readonly call: () => void; readonly cancel: () => void } => {
  const [start, at] = [performance.now(), [] as number[]]
  return { at, ...atPause(() => void at.push(performance.now() - start), { quietMs: 200, atMostMs: 1_000 }) }
}

test('a burst is worked on once, when it is over', async () => {
  const { at, call } = times()
  call()
  await vi.advanceTimersByTimeAsync(150)
  call()
  await vi.advanceTimersByTimeAsync(150)
  call()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(at).toEqual([500])
})

test('what never rests is worked on all the same', async () => {
  const { at, call } = times()
  for (let turn = 0; turn < 25; turn++) {
    call() // every 100 ms, from 0 to 2,400
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(at).toEqual([1_000, 2_000])
})

test('nothing is worked on after a cancel', async () => {
  const { at, call, cancel } = times()
  call()
  cancel()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(at).toEqual([])
})
