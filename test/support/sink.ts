// Where the handlers of several processes note what they did, so that a test can count it after any of them was killed:
// a file a process, opened to append, a line a call. What was written stays when its process is killed, unlike a row
// in the database under test.
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface Sink {
  /** Returns when the call is recorded. A key is a line. */
  record(key: string): void
  close(): void
}

/** One a process: `name` must be its own. A name used before is added to. */
export function openSink(dir: string, name: string): Sink {
  const file = openSync(join(dir, `${name}.sink`), 'a')
  return {
    record(key) {
      if (key.includes('\n')) throw new TypeError(`a key is one line: ${JSON.stringify(key)}`)
      writeSync(file, `${key}\n`)
    },
    close: () => closeSync(file),
  }
}

/** How often each key was recorded, in all files of the folder. A line cut short by the end of a process is no call. */
export function readSink(dir: string): Map<string, number> {
  const calls = new Map<string, number>()
  for (const name of readdirSync(dir).filter((file) => file.endsWith('.sink'))) {
    const lines = readFileSync(join(dir, name), 'utf8').split('\n').slice(0, -1)
    for (const key of lines) calls.set(key, (calls.get(key) ?? 0) + 1)
  }
  return calls
}
