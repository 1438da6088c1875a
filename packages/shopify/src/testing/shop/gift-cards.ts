/** Gift cards: a code that is there once, and a balance that moves until the card is deactivated. */
import { createHash } from 'node:crypto'
import { listing } from '../graphql/connection.ts'
import type { Resolvers } from '../graphql/execute.ts'
import { type Filters, matching } from '../graphql/search.ts'
import { metafieldsFields } from './metafields.ts'
import { type MoneyInput, minorOf, moneyV2 } from './money.ts'
import { byNumber, type Node, numberOf } from './node.ts'
import type { Shop } from './shop.ts'
import { refusing } from './user-errors.ts'

export interface GiftCard extends Node {
  readonly code: string
  readonly currency: string
  readonly entries: readonly Entry[]
  readonly createdAt: string
  readonly expiresOn: string | null
  deactivatedAt: string | null
  updatedAt: string
}
interface Entry extends Node {
  readonly minor: number
}
interface CreateInput {
  readonly code?: string | null
  readonly initialValue?: string | null
  readonly initialAmount?: MoneyInput | null
  readonly customerId?: string | null
  readonly expiresOn?: string | null
  readonly note?: string | null
  readonly templateSuffix?: string | null
  readonly recipientAttributes?: {
    readonly id: string
    readonly message?: string
    readonly preferredName?: string
  } | null
}
interface Movement {
  readonly note?: string | null
  readonly processedAt?: string | null
}

const balanceOf = ({ entries }: GiftCard): number => entries.reduce((sum, { minor }) => sum + minor, 0)
const isOver = (shop: Shop, { expiresOn }: GiftCard): boolean =>
  expiresOn !== null && expiresOn < shop.now().slice(0, 10)
const isEnabled = (shop: Shop, card: GiftCard): boolean => card.deactivatedAt === null && !isOver(shop, card)

const filters = (shop: Shop): Filters<GiftCard> => ({
  id: ({ id }) => numberOf(id),
  created_at: ({ createdAt }) => createdAt,
  expires_on: ({ expiresOn }) => expiresOn,
  status: (card) => (isEnabled(shop, card) ? 'enabled' : isOver(shop, card) ? 'expired' : 'disabled'),
})

const movementErrors = {
  GIFT_CARD_NOT_FOUND: 'The gift card could not be found.',
  GIFT_CARD_LIMIT_EXCEEDED: "The gift card's value exceeds the allowed limits.",
  INSUFFICIENT_FUNDS: 'The gift card does not have sufficient funds to satisfy the request.',
  INVALID: 'The gift card is deactivated or expired.',
  MISMATCHING_CURRENCY: 'The currency provided does not match the currency of the gift card.',
  NEGATIVE_OR_ZERO_AMOUNT: 'A positive amount must be used.',
} as const

export const giftCardResolvers = (shop: Shop) => {
  const find = (id: string) => shop.find<GiftCard>('GiftCard', id)
  const limit = (currencyCode: string) => minorOf({ amount: shop.setup.balanceLimit ?? '100000', currencyCode })
  const moving =
    (kind: 'Credit' | 'Debit') =>
    (given: { readonly id: string } & Readonly<Record<string, unknown>>): unknown => {
      const [result, inputName, amountName] = [
        `giftCard${kind}Transaction`,
        `${kind.toLowerCase()}Input`,
        `${kind.toLowerCase()}Amount`,
      ]
      const input = given[inputName] as Movement & Readonly<Record<string, MoneyInput>>
      const amount = input[amountName] as MoneyInput
      const refuse = (code: keyof typeof movementErrors, ...field: string[]) =>
        refusing(result)(code, movementErrors[code], ...field)
      const place = [inputName, amountName]
      const card = find(given.id)
      if (!card) return refuse('GIFT_CARD_NOT_FOUND', 'id')
      if (!isEnabled(shop, card)) return refuse('INVALID', 'id')
      if (amount.currencyCode !== card.currency) return refuse('MISMATCHING_CURRENCY', ...place, 'currencyCode')
      const minor = minorOf(amount)
      if (minor <= 0) return refuse('NEGATIVE_OR_ZERO_AMOUNT', ...place, 'amount')
      const balance = balanceOf(card)
      if (kind === 'Debit' && minor > balance) return refuse('INSUFFICIENT_FUNDS', ...place, 'amount')
      if (kind === 'Credit' && balance + minor > limit(card.currency))
        return refuse('GIFT_CARD_LIMIT_EXCEEDED', ...place, 'amount')
      card.updatedAt = shop.now()
      return { [result]: move(shop, card, kind, kind === 'Debit' ? -minor : minor, input), userErrors: [] }
    }
  return {
    giftCard: ({ id }: { id: string }) => find(id) ?? null,
    giftCards: ({ query }: { query?: string | null }) =>
      listing(shop.all<GiftCard>('GiftCard').filter(matching(query, filters(shop), ({ code }) => [code])), byNumber),
    giftCardCreate({ input }: { input: CreateInput }) {
      const refuse = (code: string, message: string, field: string) =>
        refusing('giftCard', 'giftCardCode')(code, message, 'input', field)
      const { code, initialValue, initialAmount, customerId } = input
      const amount =
        initialAmount ?? (initialValue ? { amount: String(initialValue), currencyCode: shop.currency } : null)
      if (!amount) return refuse('MISSING_ARGUMENT', 'An initial amount is needed', 'initialAmount')
      const minor = minorOf(amount)
      if (minor <= 0) return refuse('GREATER_THAN', 'Initial value must be greater than 0', 'initialValue')
      if (minor > limit(amount.currencyCode)) {
        return refuse('GIFT_CARD_LIMIT_EXCEEDED', "The gift card's value exceeds the allowed limits.", 'initialValue')
      }
      if (code) {
        if (code.length < 8) return refuse('TOO_SHORT', 'Code is too short (minimum is 8 characters)', 'code')
        if (code.length > 20) return refuse('TOO_LONG', 'Code is too long (maximum is 20 characters)', 'code')
        if (!/^[a-z0-9]+$/i.test(code)) return refuse('INVALID', 'Code can only contain letters and numbers', 'code')
        if (shop.having<GiftCard>('GiftCard', 'code', code.toLowerCase()).length > 0) {
          return refuse('TAKEN', 'Code has already been taken', 'code')
        }
      }
      if (customerId && !shop.find('Customer', customerId)) {
        return refuse('CUSTOMER_NOT_FOUND', 'The customer could not be found.', 'customerId')
      }
      const recipient = input.recipientAttributes?.id
      if (recipient && !shop.find('Customer', recipient)) {
        return refuse('RECIPIENT_NOT_FOUND', 'The recipient could not be found.', 'recipientAttributes')
      }
      const giftCard = addGiftCard(shop, input, minor, amount.currencyCode)
      return { giftCard, giftCardCode: giftCard.code, userErrors: [] }
    },
    giftCardCredit: moving('Credit'),
    giftCardDebit: moving('Debit'),
    giftCardDeactivate({ id }: { id: string }) {
      const giftCard = find(id)
      if (!giftCard) {
        return refusing('giftCard')('GIFT_CARD_NOT_FOUND', movementErrors.GIFT_CARD_NOT_FOUND, 'id')
      }
      if (giftCard.deactivatedAt === null) Object.assign(giftCard, { deactivatedAt: shop.now(), updatedAt: shop.now() })
      return { giftCard, userErrors: [] }
    },
  } satisfies Resolvers
}

function addGiftCard(shop: Shop, input: CreateInput, minor: number, currency: string): GiftCard {
  const id = shop.nextId('GiftCard')
  const code =
    input.code?.toLowerCase() ?? createHash('sha256').update(`${shop.domain} ${id}`).digest('hex').slice(0, 16)
  const now = shop.now()
  const { customerId, recipientAttributes } = input
  const card: GiftCard = {
    id,
    code,
    currency,
    entries: [{ id: '', minor }],
    createdAt: now,
    updatedAt: now,
    expiresOn: input.expiresOn ?? null,
    deactivatedAt: null,
    ...{
      note: input.note ?? null,
      templateSuffix: input.templateSuffix ?? null,
      customer: customerId ? shop.node(customerId) : null,
      recipientAttributes: recipientAttributes
        ? {
            message: recipientAttributes.message ?? null,
            preferredName: recipientAttributes.preferredName ?? null,
            sendNotificationAt: null,
            recipient: shop.node(recipientAttributes.id),
          }
        : null,
      order: null,
      lineItem: null,
      crossCurrencyRedemptionStrategy: currency === shop.currency ? 'MARKET_FX' : 'NONE',
      lastCharacters: code.slice(-4),
      maskedCode: `•••• •••• •••• ${code.slice(-4)}`,
      initialValue: moneyV2(minor, currency),
      balance: () => moneyV2(balanceOf(card), currency),
      enabled: () => isEnabled(shop, card),
      isRedeemable: () => isEnabled(shop, card) && balanceOf(card) > 0,
      transactions: () => card.entries.slice(1),
    },
  }
  return shop.add(card)
}
function move(shop: Shop, card: GiftCard, kind: string, minor: number, { note, processedAt }: Movement): Node {
  const id = shop.nextId(`GiftCard${kind}Transaction`)
  const entry = {
    id,
    minor,
    giftCard: card,
    amount: moneyV2(minor, card.currency),
    note: note ?? null,
    processedAt: processedAt ?? shop.now(),
    ...metafieldsFields(shop, id),
  }
  ;(card.entries as Entry[]).push(entry)
  return shop.add(entry)
}
