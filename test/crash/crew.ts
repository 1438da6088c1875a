/** The crew: worker processes that are handed events, killed, and replaced. What a dead one had not acknowledged is handed out again. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as rest } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { virtualClock } from '@motkit/core'
import type { SimulatedEvent } from '@motkit/testing'
import type { Chance } from '../../packages/testing/src/simulation/chance.ts'
import type { Told } from './oracle.ts'
import type { Order, Word, WorkerSetup } from './worker.ts'

export interface CrewOptions extends Omit<WorkerSetup, 'name' | 'now'> {
  readonly size: number
  readonly events: readonly SimulatedEvent[]
  readonly chance: Chance
}
interface Member {
  readonly process: ChildProcess
  readonly underWay: Set<number>
  isReady: boolean
  isKilled: boolean
}
const BATCH = 20
const UNDER_WAY = 100
const STUCK_MS = 60_000

export type Crew = ReturnType<typeof createCrew>

export function createCrew({ size, events, chance, ...setup }: CrewOptions) {
  const clock = virtualClock(Date.parse(events[0]?.time ?? ''))
  const told: Told[] = events.map((event) => ({ event, sent: undefined, acknowledged: undefined }))
  const members = new Set<Member>()
  const returned: number[] = []
  let order: readonly number[] = []
  let [next, acknowledged, kills, hired, isOver] = [0, 0, 0, 0, false]
  let fail: (error: Error) => void = () => undefined
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  failed.catch(() => undefined)
  let progressed: () => void = () => undefined

  const send = ({ process }: Member, what: Omit<Order, 'now'> = {}): void => {
    if (process.connected) process.send({ now: clock.now(), ...what } satisfies Order, () => undefined)
  }
  function hire(): void {
    const own: WorkerSetup = { ...setup, name: `worker-${++hired}`, now: clock.now() }
    const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), [JSON.stringify(own)], {
      execArgv: ['--conditions=@motkit/source'],
      stdio: ['ignore', 2, 2, 'ipc'],
    })
    const member: Member = { process: child, underWay: new Set(), isReady: false, isKilled: false }
    members.add(member)
    child.on('message', (word: Word) => hear(member, word))
    child.on('exit', (code, signal) => {
      members.delete(member)
      returned.push(...member.underWay)
      if (isOver) return
      if (!member.isKilled) fail(new Error(`${own.name} ended by itself: ${code ?? signal}`))
      hire()
      fillAll()
    })
  }
  function hear(member: Member, word: Word): void {
    if (word.fault !== undefined) fail(new Error(word.fault))
    if (word.ready) member.isReady = true
    for (const n of word.acknowledged ?? []) {
      member.underWay.delete(n)
      const one = told[n] as Told
      if (one.acknowledged !== undefined) continue
      one.acknowledged = clock.now()
      acknowledged++
      progressed()
    }
    for (const n of word.returned ?? []) if (member.underWay.delete(n)) returned.push(n)
    fill(member)
  }
  const take = (): number | undefined => returned.pop() ?? order[next++]
  function fill(member: Member): void {
    while (member.isReady && !member.isKilled && member.underWay.size <= UNDER_WAY - BATCH) {
      const batch: [number, SimulatedEvent][] = []
      for (let left = chance.between(1, BATCH); left > 0; left--) {
        const n = take()
        if (n === undefined) break
        const one = told[n] as Told
        clock.set(one.event.time)
        one.sent ??= clock.now()
        member.underWay.add(n)
        batch.push([n, one.event])
      }
      if (batch.length === 0) return
      send(member, { events: batch })
    }
  }
  const fillAll = (): void => {
    for (const member of members) fill(member)
  }

  for (let i = 0; i < size; i++) hire()
  const pulse = setInterval(() => {
    for (const member of members) send(member)
  }, 25)
  return {
    told,
    clock,
    get kills() {
      return kills
    },
    /** Hands events out in this order, until each is acknowledged. */
    async deal(wanted: readonly number[], progress: (share: number) => void): Promise<void> {
      order = wanted
      let seen = Date.now()
      const done = new Promise<void>((resolve) => {
        progressed = () => {
          seen = Date.now()
          progress(acknowledged / events.length)
          if (acknowledged === events.length) resolve()
        }
      })
      const watch = setInterval(() => {
        if (Date.now() - seen > STUCK_MS) fail(new Error(`nothing was acknowledged for ${STUCK_MS} ms`))
      }, 1_000)
      fillAll()
      await Promise.race([done, failed]).finally(() => clearInterval(watch))
    },
    /** Lets time go on, and everyone do what falls due. */
    async pass(spanMs: number): Promise<void> {
      clock.set(clock.now() + spanMs)
      await Promise.race([rest(60), failed])
    },
    /** SIGKILL to one of those that work. */
    kill(): void {
      const all = [...members].filter(({ isKilled }) => !isKilled)
      const ready = all.filter(({ isReady }) => isReady)
      const [first, ...others] = ready.length > 0 ? ready : all
      if (!first) return
      const victim = chance.pick([first, ...others])
      victim.isKilled = true
      kills++
      victim.process.kill('SIGKILL')
    },
    /** Everyone stops as a process of a host does when it is told to. */
    async dismiss(): Promise<void> {
      isOver = true
      clearInterval(pulse)
      await Promise.all(
        [...members].map(async (member) => {
          send(member, { stop: true })
          const timer = setTimeout(() => member.process.kill('SIGKILL'), 20_000)
          if (member.process.exitCode === null && member.process.signalCode === null) await once(member.process, 'exit')
          clearTimeout(timer)
        }),
      )
    },
  }
}
