/** Where deliveries are kept from their receipt until they are processed: a port, with one store in memory and one on PostgreSQL. */
import type { Delivery } from '../facts/delivery.ts'
import type { WebhookHeaders } from './headers.ts'

/** A webhook of a known shop, its signature checked. */
export interface ReceivedDelivery extends Delivery, Omit<WebhookHeaders, 'triggeredAt'> {
  readonly tenant: string
  readonly body: Uint8Array
}
export interface DeliveryKey {
  readonly shop: string
  /** `X-Shopify-Webhook-Id`. */
  readonly id: string
}
/** One that is being processed: until its lease is over, nobody else takes it. */
export interface ClaimedDelivery extends ReceivedDelivery {
  /** 1 at first. */
  readonly attempt: number
  /** How many claims in a row came to no end before this one: whoever had it died, or never came back. */
  readonly lost: number
}
/** One that was given up. What it says stays with the store. */
export interface DeadDelivery extends DeliveryKey {
  readonly tenant: string
  readonly topic: string
  readonly triggeredAt: string
  readonly attempts: number
  readonly error: string
}
export interface DeadDeliveryFilter {
  readonly tenant?: string | undefined
  readonly keys?: readonly DeliveryKey[] | undefined
}
/** `replayed`: the id is known with another body, or the body from another shop. */
export type Added = 'added' | 'duplicate' | 'replayed'
export interface DeliveryHealth {
  readonly waiting: number
  readonly dead: number
  /** How long the oldest that is due has waited, in milliseconds. */
  readonly lagMs: number
}

/**
 * Keeps deliveries. A body is personal data: it is gone once it is processed, dropped or forgotten. What stays of a
 * delivery, its id and a hash of its body, tells a duplicate from a new one until it is pruned.
 */
export interface DeliveryStore {
  /** Answers once it is durable. Of one id, and of one topic and body of a shop, only the first is added. */
  add(delivery: ReceivedDelivery): Promise<Added>
  /**
   * Takes what is due, the longest due first, and no two takers the same. One whose last claim came to no end is taken
   * alone: should it be what kills whoever has it, it takes no other with it.
   */
  claim(limit: number, leaseMs: number): Promise<readonly ClaimedDelivery[]>
  /** It is processed. */
  done(key: DeliveryKey): Promise<void>
  /** It failed, and is due again after so many milliseconds; without, it is dead. Nothing where another has taken it since. */
  fail(claimed: ClaimedDelivery, error: string, againMs?: number): Promise<void>
  /** In the order of shop and id; the next page comes after the last key. */
  dead(options: {
    readonly tenant?: string | undefined
    readonly after?: DeliveryKey | undefined
    readonly limit: number
  }): Promise<readonly DeadDelivery[]>
  /** Makes dead ones due again, from the first attempt on. Without keys: all. */
  revive(filter: DeadDeliveryFilter): Promise<number>
  /** Gives dead ones up for good. */
  drop(filter: DeadDeliveryFilter): Promise<number>
  /** Deletes what a shop's deliveries say, but for one of them, where `matches` holds of it; they are not processed. */
  forget(except: DeliveryKey, matches: (body: Uint8Array) => boolean): Promise<number>
  /** Deletes what stays of those that ended and were received so long ago. */
  prune(olderThanMs: number): Promise<number>
  health(): Promise<DeliveryHealth>
}
