/** Who the customer is, and what they agreed to. */
import { earliest, type Stamp, stamp } from '../event.ts'
import { consentGiven, consentWithdrawn, customerIdentified, customerUpdated } from '../events/index.ts'
import { defineSlice } from '../slice.ts'

/** A value and when it was last said: of two words, the later one counts. */
export interface Register<T> {
  readonly value: T
  readonly at: Stamp
}
export const newer = <T>(old: Register<T> | undefined, value: T, at: Stamp): Register<T> =>
  old && old.at >= at ? old : { value, at }

const attributes = ['timeZone', 'locale', 'birthday', 'country', 'email'] as const
export interface Profile {
  readonly identified?: Stamp
  readonly timeZone?: Register<string>
  readonly locale?: Register<string>
  readonly birthday?: Register<string>
  readonly country?: Register<string>
  /** To know them by, as on a blocklist: motkit sends nothing itself. */
  readonly email?: Register<string>
  /** The shop's own words for the customer; an empty list says that there are none. */
  readonly tags?: Register<readonly string[]>
}
export const profile = defineSlice({
  name: 'profile',
  initial: {} as Profile,
  on: [customerIdentified, customerUpdated],
  fold: {
    'customer.identified': (state, event) => ({ ...state, identified: earliest(state.identified, stamp(event)) }),
    'customer.updated': (state, event) => {
      const next: { -readonly [K in keyof Profile]: Profile[K] } = { ...state }
      for (const name of attributes) {
        const value = event.data[name]
        if (value !== undefined) next[name] = newer(state[name], value, stamp(event))
      }
      const { tags } = event.data
      if (tags !== undefined) next.tags = newer(state.tags, tags, stamp(event))
      return next
    },
  },
})

/** Consent by `channel/purpose`, as `email/marketing`: the latest word counts. */
export type Consents = Readonly<Record<string, Register<boolean>>>
export const consents = defineSlice({
  name: 'consents',
  initial: {} as Consents,
  on: [consentGiven, consentWithdrawn],
  fold: {
    'consent.given': (state, event) => {
      const key = `${event.data.channel}/${event.data.purpose}`
      return { ...state, [key]: newer(state[key], true, stamp(event)) }
    },
    'consent.withdrawn': (state, event) => {
      const key = `${event.data.channel}/${event.data.purpose}`
      return { ...state, [key]: newer(state[key], false, stamp(event)) }
    },
  },
})
