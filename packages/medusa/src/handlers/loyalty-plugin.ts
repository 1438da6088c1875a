/** The official `@medusajs/loyalty-plugin`, as far as rewards need it: its modules and workflows, by the names they have. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { Modules } from '@medusajs/framework/utils'
import { rewardUnsupported } from '@motkit/loyalty'

/** The module `store_credit`: accounts, and what goes into and out of them. */
interface StoreCreditModule {
  listStoreCreditAccounts(filters: { customer_id: string; currency_code: string }): Promise<{ id: string }[]>
  listAccountTransactions(filters: { reference: string; reference_id: string }): Promise<{ account_id: string }[]>
  retrieveAccountStats(filters: { account_id: string }): Promise<{ balance: number }>
  creditAccounts(data: Movement[]): Promise<unknown>
  debitAccounts(data: Movement[]): Promise<unknown>
}
export interface Movement {
  readonly account_id: string
  readonly amount: number
  readonly reference: string
  readonly reference_id: string
  readonly note: string
}
/** The module `loyalty`: gift cards, each with an account of its own. */
interface GiftCardModule {
  listGiftCards(filters: { code: string }): Promise<{ id: string; status: 'pending' | 'redeemed' }[]>
  deleteGiftCards(ids: string[]): Promise<void>
}
interface Workflows {
  'create-store-credit-accounts': readonly { readonly customer_id: string; readonly currency_code: string }[]
  'create-gift-cards': readonly {
    readonly code: string
    readonly value: number
    readonly currency_code: string
    readonly expires_at: Date | null
    readonly reference: string
    readonly reference_id: string
  }[]
}

/** @throws MotError REWARD_UNSUPPORTED where the plugin is not installed */
export function loyaltyPlugin(container: MedusaContainer) {
  const storeCredit = container.resolve<StoreCreditModule | undefined>('store_credit', { allowUnregistered: true })
  const giftCards = container.resolve<GiftCardModule | undefined>('loyalty', { allowUnregistered: true })
  if (!storeCredit || !giftCards)
    throw rewardUnsupported(
      'gift.kind',
      'the plugin @medusajs/loyalty-plugin in medusa-config, which has store credit and gift cards, or a handler of the shop’s own',
    )
  return {
    storeCredit,
    giftCards,
    run: <K extends keyof Workflows>(name: K, input: Workflows[K]) =>
      container.resolve(Modules.WORKFLOW_ENGINE).run(name, { input }),
  }
}
export type LoyaltyPlugin = ReturnType<typeof loyaltyPlugin>
