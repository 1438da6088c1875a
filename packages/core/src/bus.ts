/** The bus: tells listeners in this process what was committed. The only file that imports mitt; a listener that fails harms nobody. */
import * as module from 'mitt'

// mitt's default export differs by module system; its types do not resolve under `nodenext`.
type Listener = (value: never) => unknown
type Mitt = {
  readonly all: ReadonlyMap<string, readonly Listener[]>
  on(name: string, listener: Listener): void
  off(name: string, listener: Listener): void
}
type MakeMitt = () => Mitt
const exported = (module as unknown as { default: MakeMitt | { default: MakeMitt } }).default
const mitt: MakeMitt = typeof exported === 'function' ? exported : exported.default

export interface Bus<M> {
  /** Listens; call what it returns to stop. */
  on<K extends keyof M & string>(name: K, listener: (value: M[K]) => unknown): () => void
  emit<K extends keyof M & string>(name: K, value: M[K]): void
}

/**
 * mitt keeps the listeners; the bus calls them, since mitt stops at the first that throws.
 * @param failed is told what a listener threw, or rejected with
 */
export function createBus<M>(failed: (error: unknown, name: string) => void): Bus<M> {
  const emitter = mitt()
  return {
    on(name, listener) {
      let listening = true
      emitter.on(name, listener)
      return () => {
        if (listening) emitter.off(name, listener)
        listening = false
      }
    },
    emit(name, value) {
      const listeners = emitter.all.get(name)
      if (!listeners) return
      // A copy: a listener may stop itself, or others, while it is told.
      for (const listener of listeners.slice()) {
        try {
          const answer = listener(value as never)
          if (answer instanceof Promise) answer.catch((error) => failed(error, name))
        } catch (error) {
          failed(error, name)
        }
      }
    },
  }
}
