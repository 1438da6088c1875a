/** The store suite over the memory store, and over one that says it outlives the process and can be shared. */
import { memoryStore, type Store } from '@motkit/core'
import { storeConformance } from './store.ts'

storeConformance('memory', memoryStore)

/** It is not closed, so that another handle finds what it kept. */
const kept = (): Store => {
  const store = memoryStore()
  return { ...store, capabilities: { durable: true, shared: true, joins: false } }
}
storeConformance('kept memory', kept, { again: (store) => ({ ...store }) })
