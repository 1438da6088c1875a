/** What is written where: results on stdout, all else on stderr; colour and progress only where somebody looks. */
import { stderr, stdout } from 'node:process'
import pc from 'picocolors'

export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** Shows a line that the next one replaces; `undefined` wipes it. Silent where stderr is no terminal. */
  status(text: string | undefined): void
  readonly color: ReturnType<typeof pc.createColors>
}

const STATUS_EVERY = 100

/** The terminal of this process. */
export function createTerminal(): Terminal {
  let shown = 0
  let isShown = false
  const wipe = () => {
    if (isShown) stderr.write('\r\u001B[2K')
    isShown = false
  }
  return {
    out: (text) => {
      wipe()
      stdout.write(`${text}\n`)
    },
    err: (text) => {
      wipe()
      stderr.write(`${text}\n`)
    },
    status(text) {
      if (!stderr.isTTY) return
      if (text === undefined) return wipe()
      if (performance.now() - shown < STATUS_EVERY) return
      shown = performance.now()
      wipe()
      stderr.write(text)
      isShown = true
    },
    color: pc.createColors(pc.isColorSupported && (stdout.isTTY ?? false)),
  }
}
