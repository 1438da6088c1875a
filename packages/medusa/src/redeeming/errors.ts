/** What can go wrong when points are spent in a cart. */
import { MotError } from '@motkit/core'

/** A refusal, at a place of the call. */
export const refuse = (code: string, path: string, expected: string): MotError =>
  new MotError(code, `${path}: expected ${expected}`, { details: { path, expected } })
