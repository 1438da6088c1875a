/** The host's own engine, from the module that exports it: the command line does not know the host's plugins. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DeadLetters } from '@motkit/core'
import { cliError } from '../errors.ts'

/** Of an engine, what is used here. */
export interface DeadEngine {
  readonly dead: DeadLetters
  close(): Promise<void>
}
const isEngine = (value: unknown): value is DeadEngine =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Partial<DeadEngine>).dead?.retry === 'function' &&
  typeof (value as Partial<DeadEngine>).close === 'function'

/** Its export `mot`, or its default. @throws MotError ENGINE_INVALID */
export async function loadEngine(path: string): Promise<DeadEngine> {
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(resolve(path)).href).catch((error) => {
    throw cliError('ENGINE_INVALID', error instanceof Error ? error.message : String(error), { path })
  })
  const engine = await (module.mot ?? module.default)
  if (isEngine(engine)) return engine
  throw cliError('ENGINE_INVALID', 'neither its export `mot` nor its default is an engine', { path })
}
