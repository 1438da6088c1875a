/** Several tills, each a process of its own on one database. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Call, Ended, Order, TillSetup } from './till.ts'

const said = async (till: ChildProcess): Promise<unknown> => {
  const [word] = await Promise.race([
    once(till, 'message'),
    once(till, 'exit').then(([code, signal]) => {
      throw new Error(`a till ended by itself: ${code ?? signal}`)
    }),
  ])
  return word
}

/** Opens so many tills; all of them are ready when it answers. */
export async function openTills(count: number, setup: TillSetup) {
  const tills = Array.from({ length: count }, () =>
    fork(fileURLToPath(new URL('till.ts', import.meta.url)), [JSON.stringify(setup)], {
      execArgv: ['--conditions=@motkit/source'],
      stdio: ['ignore', 2, 2, 'ipc'],
    }),
  )
  await Promise.all(tills.map(said))
  return {
    /** Deals calls round, and answers how each ended, in the order of the calls. */
    async serve(calls: readonly Call[], lanes = calls.length): Promise<readonly Ended[]> {
      const answers = await Promise.all(
        tills.map((till, i) => {
          const answer = said(till)
          till.send({ calls: calls.filter((_, n) => n % count === i), lanes } satisfies Order)
          return answer as Promise<readonly Ended[]>
        }),
      )
      return calls.map((_, n) => answers[n % count]?.[Math.floor(n / count)] ?? 'nothing')
    },
    async close(): Promise<void> {
      await Promise.all(
        tills.map((till) => {
          const gone = once(till, 'exit')
          till.disconnect()
          return gone
        }),
      )
    },
  }
}
export type Tills = Awaited<ReturnType<typeof openTills>>
/** How often each word was said. */
export function countOf(ended: readonly Ended[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const one of ended) counts[one] = (counts[one] ?? 0) + 1
  return counts
}
