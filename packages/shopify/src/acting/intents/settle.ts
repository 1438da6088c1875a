/** For whoever looks after a shop: what waits to be settled, and saying how it ended. */
import { err, type MotError, ok, type Result } from '@motkit/core'
import { actingError } from '../errors.ts'
import type { IntentKey, IntentStore } from './store.ts'

/**
 * Settles an intent of which nobody could tell how it ended. Then retry the dead letter of its action: what was done is not
 * done again, what was not is done now.
 * @param wasDone as the shop's admin shows it
 * @example await settleIntent(intents, { shop, key }, false); await mot.dead.retry({ tenant, keys })
 */
export async function settleIntent(
  intents: IntentStore,
  { shop, key }: IntentKey,
  wasDone: boolean,
): Promise<Result<void, 'SHOPIFY_INTENT_UNKNOWN'>> {
  const isSettled = await intents.settle({ shop, key }, wasDone ? { settled: 'by hand' } : undefined)
  if (isSettled) return ok(undefined)
  return err(
    actingError('SHOPIFY_INTENT_UNKNOWN', { path: 'key', received: key }) as MotError<'SHOPIFY_INTENT_UNKNOWN'>,
  )
}
