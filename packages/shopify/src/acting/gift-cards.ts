/** Gift cards: a code that is made from the reward's key, and its balance. */
import { type GiftCard, type RewardCodeOptions, rewardCode } from '@motkit/loyalty'
import { inShops } from './discount-input.ts'
import { actingError, isRefusedBy, refusal } from './errors.ts'
import { readShop } from './operations/discounts.ts'
import { createGiftCard, deactivateGiftCard, findGiftCards } from './operations/money.ts'
import { ask, type Calling, tryTo } from './shop.ts'

/** Makes the card, where it is not there already. */
export async function giveGiftCard(
  calling: Calling,
  { amount, endsAt }: GiftCard,
  key: string,
  options: RewardCodeOptions,
): Promise<void> {
  const code = cardCodeOf(options, key)
  const shop = await ask(calling, readShop, {})
  const initialValue = inShops(shop, amount, 'gift.amount.currency')
  const expiresOn = endsAt === undefined ? undefined : dateIn(shop.ianaTimezone, endsAt)
  const input = { code, initialValue, note: noteOf(key), ...(expiresOn !== undefined && { expiresOn }) }
  const said = await tryTo(calling, createGiftCard, { input })
  if (said.ok) return
  if (!isRefusedBy(said.error, 'TAKEN')) throw refusal(said.error)
  // Shopify finds a new card only after a while: a code of 80 bits that is taken is ours, unless the card says otherwise.
  if (!(await find(calling, code, key)) && (await isThere(calling, code)))
    throw actingError('SHOPIFY_CODE_TAKEN', { path: 'code' })
}

/** Takes back what is left on the card, by closing it; what was spent is spent. */
export async function revokeGiftCard(calling: Calling, key: string, options: RewardCodeOptions): Promise<void> {
  const card = await find(calling, cardCodeOf(options, key), key)
  if (!card) throw actingError('SHOPIFY_CODE_PENDING', { path: 'code' }, { retryable: true })
  if (card.enabled) await ask(calling, deactivateGiftCard, { id: card.id })
}

/** Gift cards take letters and digits only, 20 of them at most. */
const cardCodeOf = ({ secret }: RewardCodeOptions, key: string): string =>
  rewardCode({ secret }, key).replaceAll('-', '')

/** Says in the shop's admin what the card was for, and tells ours from others. */
const noteOf = (key: string): string => `motkit ${key}`

const all = async (calling: Calling, code: string) => {
  const ends = code.slice(-4).toLowerCase()
  const found = await ask(calling, findGiftCards, { code })
  return found.filter(({ lastCharacters }) => lastCharacters.toLowerCase() === ends)
}
const isThere = async (calling: Calling, code: string): Promise<boolean> => (await all(calling, code)).length > 0
const find = async (calling: Calling, code: string, key: string) =>
  (await all(calling, code)).find(({ note }) => note === noteOf(key))

/** The day of an instant where the shop is, as `2026-04-01`: a card can be used until it is over. */
const dateIn = (timeZone: string, instant: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(instant),
  )
