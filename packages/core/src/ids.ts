/** The only file that makes chance and hashes. */
import { createHmac, randomUUID } from 'node:crypto'

/** An id for what has none of its own, as a command without one. */
export const newId = (): string => randomUUID()

/** A number in [0, 1) for the jitter of retries. */
export const chance = (): number => Math.random()

/** FNV-1a, 32 bits, over UTF-16 code units: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/**
 * Where a value falls in [0, 1) under a seed: GrowthBook's hash (https://docs.growthbook.io/lib/build-your-own), so that both
 * put a customer on the same side. Version 2 is in steps of 1/10,000; version 1, of its older experiments and its namespaces,
 * in steps of 1/1,000.
 */
export const bucket = (seed: string, value: string, version: 1 | 2 = 2): number =>
  version === 1 ? (fnv1a(value + seed) % 1_000) / 1_000 : (fnv1a(String(fnv1a(seed + value))) % 10_000) / 10_000

/** What stays of an erased customer: a keyed hash, that names nobody without the key. */
export const keyedHash = (key: string, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url')
