/** Intents: what is about to be done that Shopify would do twice if asked twice. A port, with one store in memory and one on PostgreSQL. */

/** `credit` and `debit` are movements of a customer's account, one at a time; of the others any number go side by side. */
export type IntentKind = 'credit' | 'debit' | 'message'

export interface IntentKey {
  readonly shop: string
  /** What is done under it is done once. */
  readonly key: string
}
/** What is asked for. */
export interface NewIntent extends IntentKey {
  readonly kind: IntentKind
  /** The customer's gid. */
  readonly customer: string
}
export interface Intent extends NewIntent {
  /** What was about to be sent, noted before it was; nothing while it is sure that nothing was. */
  readonly note?: unknown
  /** How long ago that was, in milliseconds. */
  readonly notedMs?: number
}
/** One that is worked on: until its lease is over, nobody else does. */
export interface ClaimedIntent extends Intent {
  /** Of this claim alone: whoever has an older one has lost it. */
  readonly token: string
}
export type Claim =
  /** The intent that was asked for, or one of the same account that is in its way and nobody works on. */
  | { readonly state: 'claimed'; readonly intent: ClaimedIntent }
  | { readonly state: 'busy'; readonly forMs: number }
  | { readonly state: 'done'; readonly result: unknown }
  | { readonly state: 'parked' }

export interface ParkedFilter {
  readonly shop?: string | undefined
  readonly after?: IntentKey | undefined
  readonly limit: number
}
export interface ForgetFilter {
  readonly shop: string
  /** The customer's gid; without one, the whole shop. */
  readonly customer?: string | undefined
}

/** Keeps intents. Each answers once it is durable; what is claimed can be changed by its claimer alone. */
export interface IntentStore {
  /** Takes an intent, which is opened where it is not there. */
  claim(intent: NewIntent, leaseMs: number): Promise<Claim>
  /** Notes what is about to be sent. False: the claim is lost, so nothing may be. */
  note(claimed: ClaimedIntent, note: object): Promise<boolean>
  /** It was carried out. What was noted is not kept. */
  done(claimed: ClaimedIntent, result: object): Promise<void>
  /** It was not: as if it had never been there. */
  withdraw(claimed: ClaimedIntent): Promise<void>
  /** Lets go of it as it is: whoever comes next goes on. */
  leave(claimed: ClaimedIntent): Promise<void>
  /** Nobody can tell how it ended: it waits for somebody to say so. */
  park(claimed: ClaimedIntent): Promise<void>
  /** What came of it. */
  find(key: IntentKey): Promise<{ readonly state: 'open' | 'parked' | 'done'; readonly result?: unknown } | undefined>
  /** Those that wait for somebody to say how they ended, by shop and key. */
  parked(filter: ParkedFilter): Promise<readonly Intent[]>
  /** Says so, by hand: with a result it was carried out, without it was not. False: there is no such one. */
  settle(key: IntentKey, result: object | undefined): Promise<boolean>
  /** Deletes those of somebody who is to be forgotten. */
  forget(filter: ForgetFilter): Promise<number>
  /** Deletes what was carried out longer ago: keep it for as long as a reward can be taken back, 120 days. */
  prune(olderThanMs: number): Promise<number>
}
