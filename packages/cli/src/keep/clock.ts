/** The clock of a replay that is kept: it stands where it stood when its process ended, however that ended. */
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import { type VirtualClock, virtualClock } from '@motkit/core'

export interface KeptClock extends VirtualClock {
  close(): void
}

/** @param path of the file that holds the instant; made where there is none */
export function keptClock(path: string): KeptClock {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT)
  const clock = virtualClock(Date.parse(readFileSync(file, 'utf8')) || 0)
  return {
    now: clock.now,
    // Before anything is done at an instant, the file says that it has come.
    set(instant) {
      const before = clock.now()
      clock.set(instant)
      if (clock.now() !== before) writeSync(file, new Date(clock.now()).toISOString(), 0)
    },
    close: () => closeSync(file),
  }
}
