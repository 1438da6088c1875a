/** The engine that runs at present. Another may take its place, as where a programme is saved: no call and no listener is lost. */
import type { MotEngine, Parts } from '../../engine'

export interface Made {
  readonly engine: MotEngine
  readonly parts: Parts
}
type On = MotEngine['on']

/** All engines share one store, which whoever made it closes. */
export function createEngines(first: Made) {
  let inner = first.engine
  const listening = new Set<{ attach(engine: MotEngine): void }>()
  /** Calls that began on the engine before are still told of; those of the one before that have ended. */
  const on: On = (name, listener) => {
    let last = inner.on(name, listener)
    let before = (): void => undefined
    const own = {
      attach(engine: MotEngine) {
        before()
        before = last
        last = engine.on(name, listener)
      },
    }
    listening.add(own)
    return () => {
      listening.delete(own)
      before()
      last()
    }
  }
  const shown = ({ engine, parts }: Made): Made => ({ engine: { ...engine, on }, parts })

  let present = shown(first)
  let stopLoop: (() => Promise<void>) | undefined
  /** Loops of engines before: they take nothing more, and end what they have. */
  const ending = new Set<Promise<void>>()
  return {
    get present(): Made {
      return present
    },
    /** Calls that are under way end on the engine before; of two loops, one takes anything. */
    replace(made: Made): void {
      inner = made.engine
      for (const one of listening) one.attach(inner)
      present = shown(made)
      if (!stopLoop) return
      const end = stopLoop().finally(() => ending.delete(end))
      ending.add(end)
      stopLoop = inner.start()
    },
    /** Runs timers and deliveries. */
    start(): void {
      stopLoop ??= inner.start()
    },
    /** Waits for what is under way, of engines before as well. */
    async stop(): Promise<void> {
      const end = stopLoop?.()
      stopLoop = undefined
      await Promise.all([end, ...ending])
    },
  }
}
export type Engines = ReturnType<typeof createEngines>
