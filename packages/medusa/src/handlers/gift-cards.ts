/** Gift cards of the official loyalty plugin: a code, and behind it an account of its own. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { ContainerRegistrationKeys } from '@medusajs/framework/utils'
import type { GiftCard } from '@motkit/loyalty'
import { inTurn } from './lock'
import { loyaltyPlugin } from './loyalty-plugin'
import { inUnits } from './reward'
import { takeOut } from './store-credit'

interface About {
  /** A code is there once: the database sees to it. */
  readonly code: string
  readonly key: string
  readonly rule: string
}

/** Makes the card, where it is not there already. */
export async function giveGiftCard(
  container: MedusaContainer,
  { amount, endsAt }: GiftCard,
  { code, key }: About,
): Promise<void> {
  const plugin = loyaltyPlugin(container)
  await inTurn(container, `gift-card/${key}`, async () => {
    const [found] = await plugin.giftCards.listGiftCards({ code })
    if (found?.status === 'redeemed') return
    // Its process died while it was made: there is no money behind it yet, or none that anybody can reach.
    if (found) await plugin.giftCards.deleteGiftCards([found.id])
    await plugin.run('create-gift-cards', [
      {
        code,
        value: inUnits(amount),
        currency_code: amount.currency.toLowerCase(),
        expires_at: endsAt === undefined ? null : new Date(endsAt),
        reference: 'mot_reward',
        reference_id: key,
      },
    ])
  })
}

/** Takes back what is left on the card; what was spent is spent. */
export async function revokeGiftCard(
  container: MedusaContainer,
  { amount }: GiftCard,
  { code, key, rule }: About,
): Promise<void> {
  const plugin = loyaltyPlugin(container)
  await inTurn(container, `gift-card/${key}`, async () => {
    const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
      entity: 'gift_card',
      fields: ['id', 'store_credit_account.id'],
      filters: { code } as never,
    })
    const [card] = data as { store_credit_account?: { id: string } }[]
    if (card?.store_credit_account)
      await takeOut(plugin, card.store_credit_account.id, { amount: inUnits(amount), key, note: rule })
  })
}
