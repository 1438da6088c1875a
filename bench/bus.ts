/** bus.mitt: the bus, which keeps failing listeners from one another, against mitt with the same listeners bare. */
import * as module from 'mitt'
import { createBus } from '../packages/core/src/bus.ts'
import { type Bench, duel } from './harness.ts'

interface Told {
  readonly amount: number
}
type Emitter = {
  on(name: string, listener: (value: Told) => void): void
  emit(name: string, value: Told): void
}
const makeMitt = module.default as unknown as () => Emitter

const NAMES = ['event', 'decision', 'moment.amot', 'moment.umot']
const EMITS = 2_000

/** Three listeners to a name, each of which does a little. */
function listen(on: (name: string, listener: (value: Told) => void) => void): { sum: number; calls: number } {
  const heard = { sum: 0, calls: 0 }
  for (const name of NAMES) {
    on(name, ({ amount }) => {
      heard.sum += amount
    })
    on(name, () => {
      heard.calls++
    })
    on(name, ({ amount }) => {
      if (amount > 900) heard.sum -= 1
    })
  }
  return heard
}

export const busMitt: Bench = {
  name: 'bus.mitt',
  against: 'mitt',
  goal: 0.9,
  unit: 'events/s',
  run(rounds) {
    const bus = createBus<Record<string, Told>>((error) => {
      throw error
    })
    const emitter = makeMitt()
    const ours = listen((name, listener) => bus.on(name, listener))
    const theirs = listen((name, listener) => emitter.on(name, listener))
    const values = Array.from({ length: EMITS }, (_, i): readonly [string, Told] => [
      NAMES[i % NAMES.length] as string,
      { amount: (i * 7_919) % 1_000 },
    ])
    const pass = (emit: (name: string, value: Told) => void, heard: { sum: number; calls: number }) => () => {
      heard.sum = 0
      heard.calls = 0
      for (const [name, value] of values) emit(name, value)
      return `${heard.sum} ${heard.calls}`
    }
    return duel({ size: EMITS, ours: pass(bus.emit, ours), theirs: pass(emitter.emit, theirs) }, rounds)
  },
}
