/** Store credit: put in once under a key, and taken out once. Shopify knows no key: that is what intents are for. */
import { type Money, ok, type Result } from '@motkit/core'
import { rewardUnsupported, type StoreCredit } from '@motkit/loyalty'
import { actingError } from './errors.ts'
import type { ClaimedIntent } from './intents/store.ts'
import { fromDecimal, toDecimal } from './money.ts'
import { type Found, type OnceOptions, once } from './once.ts'
import { type Account, type AccountTransaction, creditAccount, debitAccount, readAccount } from './operations/money.ts'
import { ask, type Calling, tryTo } from './shop.ts'

interface Terms extends Money {
  readonly expiresAt?: string
}
/** What stands in an intent before a movement is sent. */
interface Movement extends Terms {
  /** The movements of the account before this one that are like it. */
  readonly alike: readonly string[]
  /** The latest movement before this one; none where there was none. */
  readonly after?: string
}
/** What is known of a movement that was carried out. */
interface Moved {
  readonly account: string
  readonly transaction: string
}
interface About {
  readonly key: string
  readonly customer: string | undefined
}

/** Credits the customer's account in the currency, which Shopify opens where there is none. */
export async function giveStoreCredit(
  calling: Calling,
  { amount: money, endsAt }: StoreCredit,
  { key, customer }: About,
  options: OnceOptions,
): Promise<void> {
  if (customer === undefined) throw rewardUnsupported('customer', 'a known customer, who can have an account')
  await once<Movement, Moved>(
    { shop: calling.shop, key, kind: 'credit', customer },
    options,
    {
      async prepare() {
        const account = await accountOf(calling, customer, money.currency)
        return seenBefore(account, 'credit', { ...money, ...(endsAt !== undefined && { expiresAt: endsAt }) })
      },
      async send({ expiresAt }) {
        const input = { creditAmount: inputOf(money), ...(expiresAt !== undefined && { expiresAt }) }
        return moved(await tryTo(calling, creditAccount, { owner: customer, input }))
      },
    },
    (intent) => look(calling, intent),
  )
}

/** Takes back what is left of the amount; what was spent is spent. */
export async function revokeStoreCredit(
  calling: Calling,
  { amount: money }: StoreCredit,
  { key, customer }: About,
  options: OnceOptions,
): Promise<void> {
  const { shop } = calling
  const given = await options.intents.find({ shop, key })
  if (given?.state === 'open') throw actingError('SHOPIFY_BUSY', {}, { retryable: true })
  if (given?.state !== 'done' || customer === undefined) return
  await once<Movement, Moved>(
    { shop, key: `${key}/revoke`, kind: 'debit', customer },
    options,
    {
      async prepare() {
        const account = await accountOf(calling, customer, money.currency)
        const left = account ? Math.min(money.amount, fromDecimal(account.balance.amount, money.currency)) : 0
        return left > 0 ? seenBefore(account, 'debit', { amount: left, currency: money.currency }) : undefined
      },
      send: async (movement) =>
        moved(await tryTo(calling, debitAccount, { account: customer, input: { debitAmount: inputOf(movement) } })),
    },
    (intent) => look(calling, intent),
  )
}

/**
 * Looks for a movement among those that were not there before it. Of one account nobody else of motkit moves anything
 * meanwhile, so one that is like it is it; where there are two, somebody else moved as much by hand.
 */
async function look(calling: Calling, { kind, customer, note }: ClaimedIntent): Promise<Found> {
  const movement = note as Movement
  const account = await accountOf(calling, customer, movement.currency)
  if (!account) return 'absent'
  const { nodes, pageInfo } = account.transactions
  const { after, alike } = movement
  // More came since than are read: it may be among those that are not.
  if (after === undefined ? pageInfo.hasNextPage : !nodes.some(({ id }) => id === after)) return 'unclear'
  const [found, ...more] = likeIt(nodes, kind, movement).filter((id) => !alike.includes(id))
  if (found === undefined) return 'absent'
  return more.length > 0 ? 'unclear' : { result: { account: account.id, transaction: found } satisfies Moved }
}
/** By their ids, and not by their places: Shopify sorts by the second. */
const likeIt = (all: readonly AccountTransaction[], kind: ClaimedIntent['kind'], movement: Terms): string[] =>
  all.filter((one) => isLike(one, kind, movement)).flatMap(({ id }) => id ?? [])
function seenBefore(account: Account | undefined, kind: 'credit' | 'debit', movement: Terms): Movement {
  const nodes = account?.transactions.nodes ?? []
  const after = nodes.find(({ id }) => id !== undefined)?.id
  return { ...movement, alike: likeIt(nodes, kind, movement), ...(after !== undefined && { after }) }
}
const TYPE = { credit: 'StoreCreditAccountCreditTransaction', debit: 'StoreCreditAccountDebitTransaction' } as const
function isLike(transaction: AccountTransaction, kind: ClaimedIntent['kind'], movement: Terms): boolean {
  if (kind === 'message' || transaction.__typename !== TYPE[kind] || transaction.event !== 'ADJUSTMENT') return false
  const amount = Math.abs(fromDecimal(transaction.amount.amount, movement.currency))
  return amount === movement.amount && isSameEnd(transaction.expiresAt, movement.expiresAt)
}
/** Shopify may keep no fractions of a second. */
const isSameEnd = (a: string | null | undefined, b: string | undefined): boolean =>
  a === b || (a == null ? b === undefined : b !== undefined && Math.abs(Date.parse(a) - Date.parse(b)) < 1_000)

async function accountOf(calling: Calling, owner: string, currency: string): Promise<Account | undefined> {
  const accounts = await ask(calling, readAccount, { owner, currency: `currency_code:${currency}` })
  return accounts.find(({ balance }) => balance.currencyCode === currency)
}
const inputOf = (money: Money) => ({ amount: toDecimal(money), currencyCode: money.currency })
const moved = (said: Result<{ readonly id: string; readonly account: { readonly id: string } }>): Result<Moved> =>
  said.ok ? ok({ account: said.value.account.id, transaction: said.value.id }) : said
