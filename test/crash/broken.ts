/** Stores that are broken on purpose, each in a way that one counter must show: `npm run crash -- --broken <name>`. */
import { setTimeout as rest } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import type { Store, StoreTransaction, Write } from '@motkit/core'

type Breakage = (store: Store) => Store
/** One in so many, by name. */
const unlucky = (name: string, oneIn: number): boolean => crc32(name) % oneIn === 0

/** Changes what a commit writes. */
const writing =
  (change: (write: Write) => Write): Breakage =>
  (store) => ({
    ...store,
    transaction: (work, tx) =>
      store.transaction((own) => work({ ...own, write: (write) => own.write(change(write)) }), tx),
  })

/** `missing`: answers when the work is done, and commits a little later. */
const answersEarly: Breakage = (store) => ({
  ...store,
  transaction: <T>(work: (own: StoreTransaction) => Promise<T>, tx?: unknown) =>
    new Promise<T>((resolve, reject) => {
      const told = async (own: StoreTransaction) => {
        const answer = await work(own)
        resolve(answer)
        await rest(100)
        return answer
      }
      store.transaction(told, tx).catch(reject)
    }),
})

/** `doubled`: knows no event again; so that the table takes it, one that comes again gets another id. */
const forgetsEvents: Breakage = (store) => ({
  ...store,
  transaction: (work, tx) =>
    store.transaction(async (own) => {
      const known = new Set<string>()
      return work({
        ...own,
        async open(tenant, keys, names) {
          const opened = await own.open(tenant, keys, names)
          for (const { source, id } of opened.seen) known.add(`${source}#${id}`)
          return { ...opened, seen: [] }
        },
        write: ({ events, ...rest }) =>
          own.write({
            ...rest,
            events: events.map((event) =>
              known.has(`${event.source}#${event.id}`) ? { ...event, id: `${event.id}~${Math.random()}` } : event,
            ),
          }),
      })
    }, tx),
})

export const breakages: Readonly<Record<string, Breakage>> = {
  'answers-early': answersEarly,
  'forgets-events': forgetsEvents,
  /** `balanceErrors`. */
  'loses-points': writing(({ events, ...rest }) => ({
    ...rest,
    events: events.filter(({ type, id }) => type !== 'points.recorded' || !unlucky(id, 50)),
  })),
  /** `actionsLost`. */
  'drops-actions': writing(({ actions, ...rest }) => ({
    ...rest,
    actions: actions.filter(({ key }) => !unlucky(key, 50)),
  })),
  /** `effectsDoubled`: the key tells what made the rule want it. */
  'key-of-the-cause': writing(({ actions, ...rest }) => ({
    ...rest,
    actions: actions.map((action) => ({ ...action, key: `${action.key}/${action.cause}/${action.due}` })),
  })),
  /** `timersLost`. */
  'forgets-timers': writing(({ journeys, ...rest }) => ({
    ...rest,
    journeys: journeys.map(({ wakeAt, ...journey }) =>
      wakeAt === undefined || unlucky(wakeAt, 10) ? journey : { ...journey, wakeAt },
    ),
  })),
}
