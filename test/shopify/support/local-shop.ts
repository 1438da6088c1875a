/** A shop of the local Admin API under a clock of the test, and its mutations as functions. */
import { type VirtualClock, virtualClock } from '@motkit/core'
import type { LocalAdmin, LocalShop } from '@motkit/shopify/testing'
import { SHOP, startLocalAdmin, TOKEN } from './local-admin.ts'

export const NOW = '2026-03-02T10:00:00Z'
export const DAY = 86_400_000
export async function startShop(): Promise<{ admin: LocalAdmin; shop: LocalShop; clock: VirtualClock }> {
  const clock = virtualClock('2026-03-02T10:00:00.750Z')
  const admin = await startLocalAdmin({ shops: { [SHOP]: { token: TOKEN, currencies: ['USD'] } }, clock })
  return { admin, shop: admin.shop(SHOP), clock }
}

/** What a mutation's one root field answers. */
export type Answer = Readonly<Record<string, unknown>>
export const doing =
  (shop: LocalShop, query: string) =>
  async (variables: object): Promise<Answer> =>
    Object.values(await shop.ask<Record<string, Answer>>(query, variables))[0] ?? {}
/** The codes of its user errors, or their messages where they have none. */
export const codesIn = ({ userErrors }: Answer): readonly string[] =>
  (userErrors as { code?: string; message: string }[]).map(({ code, message }) => code ?? message)
