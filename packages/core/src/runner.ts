/** Runs timers and deliveries: when asked, or in a loop of its own. */
import { iso } from './clock.ts'
import { type AnyHandlers, createDelivery, type DeliveryOptions } from './deliver.ts'
import type { Workplace } from './work.ts'

export interface Runner {
  /** Runs what is due now, to its end; answers when something will be due next. */
  catchUp(): Promise<{ readonly next?: string }>
  /** Looks again at once, instead of at the next poll. */
  wake(): void
  start(pollMs: number): () => Promise<void>
}

export function createRunner(place: Workplace, handlers: AnyHandlers, options: DeliveryOptions): Runner {
  const { store, clock, failed } = place
  const delivery = createDelivery(place, handlers, options)
  const bells = new Set<() => void>()
  return {
    async catchUp() {
      for (;;) {
        const next = await delivery.next()
        const now = iso(clock.now())
        if (delivery.underWay.size === 0 && (next === undefined || next > now))
          return next === undefined ? {} : { next }
        const started = await delivery.turn()
        if (delivery.underWay.size > 0) await Promise.race(delivery.underWay)
        else if (started === 0) {
          const { freeAt } = delivery
          return { next: freeAt === undefined ? (next as string) : iso(freeAt) }
        }
      }
    },
    wake() {
      for (const ring of bells) ring()
    },
    start(pollMs) {
      let [running, rung] = [true, false]
      let rise: () => void = () => undefined
      const ring = () => {
        rung = true
        rise()
      }
      bells.add(ring)
      const off = store.onWork?.(ring)
      const loop = (async () => {
        while (running) {
          rung = false
          const busy = await delivery
            .turn(() => running)
            .catch((error) => {
              failed(error, 'catching up')
              return 0
            })
          if (!running || rung) continue
          // With something under way, the next turn comes as soon as some of it has ended.
          if (delivery.underWay.size > 0) await Promise.race([...delivery.underWay, rest(pollMs)])
          else if (busy === 0) await rest(pollMs)
          rise()
        }
        await Promise.all(delivery.underWay)
      })()
      function rest(ms: number): Promise<void> {
        return new Promise((resolve) => {
          const timer = setTimeout(resolve, ms)
          rise = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      return async () => {
        running = false
        bells.delete(ring)
        off?.()
        rise()
        await loop
      }
    },
  }
}
