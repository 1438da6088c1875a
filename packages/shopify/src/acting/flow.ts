/**
 * `message.send` as a trigger of Shopify Flow, for merchants who mail with Flow. A workflow that is triggered twice mails
 * twice, so a trigger is sent once; where nobody knows whether it went out, it waits for somebody to say so.
 */
import type { Handler, sendMessage } from '@motkit/core'
import { type RewardCodeOptions, rewardCode } from '@motkit/loyalty'
import { isGiven } from './coupons.ts'
import type { ShopOptions } from './handlers.ts'
import { type OnceOptions, once } from './once.ts'
import { triggerFlow } from './operations/customers.ts'
import { type Calling, customerGid, tryTo } from './shop.ts'

export interface FlowOptions extends ShopOptions, OnceOptions {
  /** The handle of the trigger, as its extension says it. */
  readonly handle: string
  /** As of `shopifyHandlers`: with them, a message about a coupon has its code. */
  readonly coupons?: RewardCodeOptions
}
type Message = Parameters<Handler<typeof sendMessage>>[0]

/**
 * Sends a message by a trigger with a customer reference and the fields `template`, `channel`, `purpose`, `subject` and `data`:
 * JSON, with the `code` of the coupon that the same offer gave.
 * @example handlers: { ...shopifyHandlers({ admin, intents }), 'message.send': flowMessages({ admin, intents, handle: 'motkit-message' }) }
 */
export const flowMessages =
  ({ admin, shopOf = (tenant) => tenant, handle, coupons, ...options }: FlowOptions): Handler<typeof sendMessage> =>
  async (action, { tenant, idempotencyKey: key, signal }): Promise<'sent' | 'skipped'> => {
    const calling: Calling = { admin, shop: shopOf(tenant), signal }
    const customer = customerGid(action.customer)
    if (customer === undefined) return 'skipped' // Flow finds nobody to write to
    await once({ shop: calling.shop, key: `message/${key}`, kind: 'message', customer }, options, {
      async prepare() {
        const code = coupons && (await codeBeside(calling, action, key, coupons))
        return payloadOf(action, customer, code)
      },
      send: (payload) => tryTo(calling, triggerFlow, { handle, payload }),
    })
    return 'sent'
  }

const numberOf = (gid: string): number => Number(gid.slice(gid.lastIndexOf('/') + 1))
/** Always the same fields: Flow refuses a payload that has others than its trigger. */
function payloadOf({ data: message, subject }: Message, customer: string, code: string | undefined) {
  const { template, channel = 'email', purpose = 'transactional', data = {} } = message
  return {
    customer_id: numberOf(customer),
    template,
    channel,
    purpose,
    subject,
    data: JSON.stringify({ ...data, ...(code !== undefined && { code }) }),
  }
}

/** Of an abandoned cart, the message says when the cart was touched last. The reward does not. */
const MESSAGE = /\/(?:\d{4}-\d\d-\d\dT[\d:.]{12}Z)?([^/]*\/|)message$/

/** The code of the coupon that the same offer gave: its action is named as the message's, `reward` in place of `message`. */
async function codeBeside(
  calling: Calling,
  { data: { data } }: Message,
  key: string,
  coupons: RewardCodeOptions,
): Promise<string | undefined> {
  if (typeof data?.reward !== 'string' || !MESSAGE.test(key)) return undefined
  const code = rewardCode(coupons, key.replace(MESSAGE, '/$1reward'))
  return (await isGiven(calling, code)) ? code : undefined
}
