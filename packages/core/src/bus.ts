/** The bus: tells listeners in this process what was committed. The only file that imports mitt; a listener that fails harms nobody. */
import * as module from 'mitt'

// mitt's default export differs by module system; its types do not resolve under `nodenext`.
type Mitt = {
  on(name: string, listener: (value: never) => void): void
  off(name: string, listener: (value: never) => void): void
  emit(name: string, value: unknown): void
}
type MakeMitt = () => Mitt
const exported = (module as unknown as { default: MakeMitt | { default: MakeMitt } }).default
const mitt: MakeMitt = typeof exported === 'function' ? exported : exported.default

export interface Bus<M> {
  /** Listens; call what it returns to stop. */
  on<K extends keyof M & string>(name: K, listener: (value: M[K]) => unknown): () => void
  emit<K extends keyof M & string>(name: K, value: M[K]): void
}

/** @param failed is told what a listener threw, or rejected with */
export function createBus<M>(failed: (error: unknown, name: string) => void): Bus<M> {
  const emitter = mitt()
  return {
    on(name, listener) {
      const safe = (value: never) => {
        try {
          const answer = listener(value)
          if (answer instanceof Promise) answer.catch((error) => failed(error, name))
        } catch (error) {
          failed(error, name)
        }
      }
      emitter.on(name, safe)
      return () => emitter.off(name, safe)
    },
    emit: (name, value) => emitter.emit(name, value),
  }
}
