/** Store credit: an account for each owner and currency; what goes in may expire, what goes out takes that first. */
import { listing, type Position } from '../graphql/connection.ts'
import type { Resolvers } from '../graphql/execute.ts'
import { type Filters, matching } from '../graphql/search.ts'
import { type MoneyInput, minorOf, moneyV2 } from './money.ts'
import { type Node, numberOf, typeOf } from './node.ts'
import type { Shop } from './shop.ts'
import { refusing } from './user-errors.ts'

interface Transaction extends Node {
  readonly minor: number
  readonly createdAt: string
  readonly expiresAt: string | null
  /** Of a credit: what is not spent yet. */
  remaining: number
}
export interface StoreCreditAccount extends Node {
  readonly ownerId: string
  readonly currency: string
  readonly entries: readonly Transaction[]
}
type Kind = 'Credit' | 'Debit' | 'Expiration'

export const accountsOf = (shop: Shop, ownerId: string, query?: string): StoreCreditAccount[] =>
  shop.having<StoreCreditAccount>('StoreCreditAccount', 'ownerId', ownerId).filter(matching(query, accountFilters))
const accountFilters: Filters<StoreCreditAccount> = {
  id: ({ id }) => numberOf(id),
  currency_code: ({ currency }) => currency,
}
const balanceOf = ({ entries }: StoreCreditAccount): number => entries.reduce((sum, { minor }) => sum + minor, 0)

function openAccount(shop: Shop, ownerId: string, currency: string): StoreCreditAccount {
  const id = shop.nextId('StoreCreditAccount')
  const account = {
    id,
    ownerId,
    currency,
    entries: [] as Transaction[],
    owner: () => shop.node(ownerId),
    balance: () => {
      expire(shop, account)
      return moneyV2(balanceOf(account), currency)
    },
    transactions({ query, sortKey }: { query?: string; sortKey?: string }) {
      expire(shop, account)
      const by = ({ id, createdAt, expiresAt }: Transaction): Position => [
        Date.parse((sortKey === 'EXPIRES_AT' ? expiresAt : null) ?? createdAt),
        numberOf(id),
      ]
      return listing(account.entries.filter(matching(query, transactionFilters)), by)
    },
  }
  return shop.add(account)
}
const transactionFilters: Filters<Transaction> = {
  id: ({ id }) => numberOf(id),
  expires_at: ({ expiresAt }) => expiresAt,
  type: ({ id }) => /Account(\w+)Transaction/.exec(id)?.[1]?.toLowerCase(),
}

function move(
  shop: Shop,
  account: StoreCreditAccount,
  kind: Kind,
  minor: number,
  more: { readonly expiresAt?: string | null; readonly of?: Transaction } = {},
): Transaction {
  const entries = account.entries as Transaction[]
  const transaction = {
    id: shop.nextId(`StoreCreditAccount${kind}Transaction`),
    minor,
    remaining: Math.max(0, minor),
    amount: moneyV2(minor, account.currency),
    balanceAfterTransaction: moneyV2(balanceOf(account) + minor, account.currency),
    account,
    event: 'ADJUSTMENT',
    origin: null,
    createdAt: shop.now(),
    expiresAt: more.expiresAt ?? null,
    creditTransaction: more.of,
    get remainingAmount() {
      return moneyV2(this.remaining, account.currency)
    },
  }
  entries.push(transaction)
  return shop.add(transaction)
}
function expire(shop: Shop, account: StoreCreditAccount): void {
  const now = Date.parse(shop.now())
  for (const credit of account.entries.filter(({ expiresAt }) => expiresAt !== null && Date.parse(expiresAt) <= now)) {
    const { remaining } = credit
    credit.remaining = 0
    if (remaining > 0) move(shop, account, 'Expiration', -remaining, { of: credit })
  }
}
/** From what expires first. */
function spend({ entries }: StoreCreditAccount, minor: number): void {
  const soonest = ({ expiresAt }: Transaction) =>
    expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt)
  let left = minor
  for (const credit of [...entries].sort((a, b) => soonest(a) - soonest(b) || numberOf(a.id) - numberOf(b.id))) {
    const taken = Math.min(left, credit.remaining)
    credit.remaining -= taken
    left -= taken
  }
}

const userErrors = {
  ACCOUNT_NOT_FOUND: "The store credit account couldn't be found.",
  CREDIT_LIMIT_EXCEEDED: "The operation would cause the account's credit limit to be exceeded.",
  EXPIRES_AT_IN_PAST: 'The expiry date must be in the future.',
  INSUFFICIENT_FUNDS: 'The store credit account does not have sufficient funds to satisfy the request.',
  MISMATCHING_CURRENCY: 'The currency provided does not match the currency of the store credit account.',
  NEGATIVE_OR_ZERO_AMOUNT: 'A positive amount must be used.',
  OWNER_NOT_FOUND: 'Owner does not exist.',
  UNSUPPORTED_CURRENCY: 'The currency provided is not currently supported.',
} as const
const refuse = (code: keyof typeof userErrors, ...field: string[]) =>
  refusing('storeCreditAccountTransaction')(code, userErrors[code], ...field)

interface CreditInput {
  readonly creditAmount: MoneyInput
  readonly expiresAt?: string | null
}

export function storeCreditResolvers(shop: Shop) {
  const find = (id: string) => shop.find<StoreCreditAccount>('StoreCreditAccount', id)
  const limitIn = (currencyCode: string) => minorOf({ amount: shop.setup.balanceLimit ?? '100000', currencyCode })
  return {
    storeCreditAccount: ({ id }: { id: string }) => find(id) ?? null,
    storeCreditAccountCredit({ id, creditInput }: { id: string; creditInput: CreditInput }) {
      const { creditAmount, expiresAt = null } = creditInput
      const { currencyCode } = creditAmount
      const place = ['creditInput', 'creditAmount']
      const known = find(id)
      if (typeOf(id) === 'StoreCreditAccount' && !known) return refuse('ACCOUNT_NOT_FOUND', 'id')
      if (!known && !shop.find('Customer', id)) return refuse('OWNER_NOT_FOUND', 'id')
      const minor = minorOf(creditAmount)
      if (minor <= 0) return refuse('NEGATIVE_OR_ZERO_AMOUNT', ...place, 'amount')
      if (known && known.currency !== currencyCode) return refuse('MISMATCHING_CURRENCY', ...place, 'currencyCode')
      if (!shop.currencies.has(currencyCode)) return refuse('UNSUPPORTED_CURRENCY', ...place, 'currencyCode')
      if (expiresAt !== null && Date.parse(expiresAt) <= Date.parse(shop.now())) {
        return refuse('EXPIRES_AT_IN_PAST', 'creditInput', 'expiresAt')
      }
      const account = known ?? accountsOf(shop, id).find(({ currency }) => currency === currencyCode)
      if (account) expire(shop, account)
      const balance = account ? balanceOf(account) : 0
      if (balance + minor > limitIn(currencyCode)) return refuse('CREDIT_LIMIT_EXCEEDED', ...place, 'amount')
      const opened = account ?? openAccount(shop, id, currencyCode)
      return { storeCreditAccountTransaction: move(shop, opened, 'Credit', minor, { expiresAt }), userErrors: [] }
    },
    storeCreditAccountDebit({ id, debitInput }: { id: string; debitInput: { readonly debitAmount: MoneyInput } }) {
      const { debitAmount } = debitInput
      const { currencyCode } = debitAmount
      const place = ['debitInput', 'debitAmount']
      const account = find(id) ?? accountsOf(shop, id).find(({ currency }) => currency === currencyCode)
      if (!account) return refuse('ACCOUNT_NOT_FOUND', 'id')
      expire(shop, account)
      const minor = minorOf(debitAmount)
      if (minor <= 0) return refuse('NEGATIVE_OR_ZERO_AMOUNT', ...place, 'amount')
      if (account.currency !== currencyCode) return refuse('MISMATCHING_CURRENCY', ...place, 'currencyCode')
      if (balanceOf(account) < minor) return refuse('INSUFFICIENT_FUNDS', ...place, 'amount')
      spend(account, minor)
      return { storeCreditAccountTransaction: move(shop, account, 'Debit', -minor), userErrors: [] }
    },
  } satisfies Resolvers
}
