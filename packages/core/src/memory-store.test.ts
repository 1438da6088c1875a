/** The memory store passes the suite that every store passes. */
import { storeConformance } from '@motkit/testing/conformance'
import { memoryStore } from './memory-store.ts'

storeConformance('memory', () => memoryStore())
