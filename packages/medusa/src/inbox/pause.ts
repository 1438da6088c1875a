/** Work that waits until a burst is over. */

export interface Pausing {
  /** So long nothing happens before the work begins. */
  readonly quietMs: number
  /** Where something always happens, it begins after this all the same. */
  readonly atMostMs: number
}

/** Works once, after the last of the calls. */
export function atPause(work: () => void, { quietMs, atMostMs }: Pausing) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let since = 0
  return {
    call(): void {
      const now = performance.now()
      if (timer === undefined) since = now
      clearTimeout(timer)
      timer = setTimeout(
        () => {
          timer = undefined
          work()
        },
        Math.min(quietMs, Math.max(0, since + atMostMs - now)),
      ).unref()
    },
    cancel(): void {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
