/** Who plants the trees: a service of the host's, safe to be called twice under one key. */
import { MotError } from '@motkit/core'

const stock = new Map([
  ['oak', 2],
  ['birch', 0],
])
const planted = new Map<string, string>()

export function plant(species: string, key: string): void {
  if (planted.has(key)) return
  const left = stock.get(species) ?? 0
  // It makes no sense to try this again by itself: somebody must decide.
  if (left === 0) throw new MotError('TREES_SOLD_OUT', `no ${species} is left`, { retryable: false })
  stock.set(species, left - 1)
  planted.set(key, species)
}
/** Gives a tree away to somebody else, where it was planted. */
export function giveAway(key: string): boolean {
  return planted.delete(key)
}
