/** Money in accounts of the official loyalty plugin: put in once under a key, and taken out once. */
import type { MedusaContainer } from '@medusajs/framework/types'
import type { Customer } from '@motkit/core'
import { rewardUnsupported, type StoreCredit } from '@motkit/loyalty'
import { inTurn } from './lock'
import { type LoyaltyPlugin, loyaltyPlugin, type Movement } from './loyalty-plugin'
import { checkEndless, inUnits } from './reward'

/** What a movement refers to; beside it stands the reward's key. */
const GIVEN = 'mot_reward'
const REVOKED = 'mot_reward_revoked'

/** Credits the customer's account in the currency, which is opened where there is none. */
export async function giveStoreCredit(
  container: MedusaContainer,
  credit: StoreCredit,
  { key, customer, rule }: { readonly key: string; readonly customer: Customer; readonly rule: string },
): Promise<void> {
  checkEndless(credit)
  if (!('id' in customer)) throw rewardUnsupported('customer', 'a known customer, who can have an account')
  const plugin = loyaltyPlugin(container)
  const { amount } = credit
  const owner = { customer_id: customer.id, currency_code: amount.currency.toLowerCase() }
  await inTurn(container, `store-credit/${customer.id}`, async () => {
    if (await find(plugin, GIVEN, key)) return
    const movement = { amount: inUnits(amount), reference: GIVEN, reference_id: key, note: rule }
    await plugin.storeCredit.creditAccounts([{ ...movement, account_id: await openAccount(plugin, owner) }])
  })
}

/** Takes back what is left of the amount; what was spent is spent. */
export async function revokeStoreCredit(
  container: MedusaContainer,
  { amount }: StoreCredit,
  { key, rule }: { readonly key: string; readonly rule: string },
): Promise<void> {
  const plugin = loyaltyPlugin(container)
  await inTurn(container, `store-credit/${key}`, async () => {
    const given = await find(plugin, GIVEN, key)
    if (given) await takeOut(plugin, given.account_id, { amount: inUnits(amount), key, note: rule })
  })
}

/** As much of an amount as an account still has, once under a key. Within a turn of its own. */
export async function takeOut(
  plugin: LoyaltyPlugin,
  account: string,
  { amount, key, note }: { readonly amount: number; readonly key: string; readonly note: string },
): Promise<void> {
  if (await find(plugin, REVOKED, key)) return
  const { balance } = await plugin.storeCredit.retrieveAccountStats({ account_id: account })
  const left = Math.min(amount, Number(balance))
  if (left <= 0) return
  const debit: Movement = { account_id: account, amount: left, reference: REVOKED, reference_id: key, note }
  await plugin.storeCredit.debitAccounts([debit])
}

async function openAccount(
  plugin: LoyaltyPlugin,
  owner: { customer_id: string; currency_code: string },
): Promise<string> {
  const [found] = await plugin.storeCredit.listStoreCreditAccounts(owner)
  if (found) return found.id
  const { result } = await plugin.run('create-store-credit-accounts', [owner])
  return (result as [{ id: string }])[0].id
}
async function find({ storeCredit }: LoyaltyPlugin, reference: string, key: string) {
  const [found] = await storeCredit.listAccountTransactions({ reference, reference_id: key })
  return found
}
