/** Store credit and gift cards. */
import * as z from 'zod'
import { defineOperation } from '../../admin/operation.ts'
import { amount, gid, instant, text } from './fields.ts'

export interface MoneyInput {
  readonly amount: string
  readonly currencyCode: string
}
const moved = z.object({ id: gid, account: z.object({ id: gid }) })
const movement = 'id account { id }'

/** Sent twice, it is carried out twice. */
export const creditAccount = defineOperation<{
  owner: string
  input: { creditAmount: MoneyInput; expiresAt?: string }
}>()({
  name: 'creditAccount',
  document: `mutation creditAccount($owner: ID!, $input: StoreCreditAccountCreditInput!) {
    storeCreditAccountCredit(id: $owner, creditInput: $input) {
      storeCreditAccountTransaction { ${movement} } userErrors { field code message }
    }
  }`,
  result: z
    .object({ storeCreditAccountCredit: z.object({ storeCreditAccountTransaction: moved }) })
    .transform((data) => data.storeCreditAccountCredit.storeCreditAccountTransaction),
})
/** As `creditAccount`. */
export const debitAccount = defineOperation<{ account: string; input: { debitAmount: MoneyInput } }>()({
  name: 'debitAccount',
  document: `mutation debitAccount($account: ID!, $input: StoreCreditAccountDebitInput!) {
    storeCreditAccountDebit(id: $account, debitInput: $input) {
      storeCreditAccountTransaction { ${movement} } userErrors { field code message }
    }
  }`,
  result: z
    .object({ storeCreditAccountDebit: z.object({ storeCreditAccountTransaction: moved }) })
    .transform((data) => data.storeCreditAccountDebit.storeCreditAccountTransaction),
})

/** Expirations have no id: nobody looks for one. */
const transaction = z.object({
  __typename: text,
  id: gid.optional(),
  amount,
  event: text,
  expiresAt: instant.nullish(),
})
export type AccountTransaction = z.output<typeof transaction>
const account = z.object({
  id: gid,
  balance: amount,
  transactions: z.object({ nodes: z.array(transaction), pageInfo: z.object({ hasNextPage: z.boolean() }) }),
})
export type Account = z.output<typeof account>

/** The customer's account in a currency, and its movements, the latest first. */
export const readAccount = defineOperation<{ owner: string; currency: string }>()({
  name: 'readAccount',
  document: `query readAccount($owner: ID!, $currency: String!) {
    customer(id: $owner) {
      storeCreditAccounts(first: 1, query: $currency) {
        nodes {
          id
          balance { amount currencyCode }
          transactions(first: 100, reverse: true) {
            nodes {
              __typename amount { amount currencyCode } event
              ... on StoreCreditAccountCreditTransaction { id expiresAt }
              ... on StoreCreditAccountDebitTransaction { id }
              ... on StoreCreditAccountDebitRevertTransaction { id }
            }
            pageInfo { hasNextPage }
          }
        }
      }
    }
  }`,
  result: z
    .object({ customer: z.object({ storeCreditAccounts: z.object({ nodes: z.array(account) }) }).nullable() })
    .transform(({ customer }) => customer?.storeCreditAccounts.nodes ?? []),
})

/**
 * Sent again, it is refused with TAKEN. The value is in the shop's currency: `initialAmount`, which names one, is not known
 * to all versions.
 */
export const createGiftCard = defineOperation<{
  input: { code: string; initialValue: string; note: string; expiresOn?: string }
}>()({
  name: 'createGiftCard',
  document: `mutation createGiftCard($input: GiftCardCreateInput!) {
    giftCardCreate(input: $input) { giftCard { id } userErrors { field code message } }
  }`,
  result: z.object({ giftCardCreate: z.object({}) }),
  repeatable: true,
})
const giftCard = z.object({ id: gid, enabled: z.boolean(), lastCharacters: text, note: text.nullable() })
export const findGiftCards = defineOperation<{ code: string }>()({
  name: 'findGiftCards',
  document: `query findGiftCards($code: String!) {
    giftCards(first: 10, query: $code) { nodes { id enabled lastCharacters note } }
  }`,
  result: z.object({ giftCards: z.object({ nodes: z.array(giftCard) }) }).transform((data) => data.giftCards.nodes),
})
export const deactivateGiftCard = defineOperation<{ id: string }>()({
  name: 'deactivateGiftCard',
  document: `mutation deactivateGiftCard($id: ID!) {
    giftCardDeactivate(id: $id) { giftCard { id } userErrors { field code message } }
  }`,
  result: z.object({ giftCardDeactivate: z.object({}) }),
  repeatable: true,
})
