/** Codes: an alias of the advocate. What is told of the alias is told of them, so that a code needs no table of its own. */
import { type Customer, customerKey, type Err, err, MotError, ok, type Result } from '@motkit/core'
import { readable } from '../digest.ts'
import type { LoyaltyErrorCode } from '../errors.ts'

/** What is needed of an engine. */
export interface Engine {
  ingestMany(events: Iterable<unknown>): Promise<readonly Result<unknown, string>[]>
  journey(
    customer: Customer,
    who?: { readonly tenant?: string },
  ): Promise<Result<{ readonly customer: Customer }, string>>
}
export interface Issue {
  readonly customer: { readonly id: string }
  /** When the code was given out, an ISO instant. */
  readonly time: string
  /** One of the customer's own choice, as `ADA-10`; otherwise one is made that nobody guesses. */
  readonly code?: string
  readonly tenant?: string
}

/** 60 bits, in three groups. */
const LENGTH = 12
const ATTEMPTS = 4
/** A code as it is compared: case, hyphens, spaces and the letters that look like digits do not count. */
export const readCode = (text: string): string =>
  text
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
export const codeAlias = (code: string): string => `referral/${readCode(code)}`
/** The friend of a referral, for whoever knows no more of them than the referral. */
export const friendAlias = (referralId: string): string => `referral-friend/${referralId}`

/** The same customer gets the same code each time; a further attempt is for codes that somebody has. */
function madeCode(secret: string, tenant: string, customer: Customer, attempt: number): string {
  return readable(LENGTH, secret, 'referral-code', tenant, customerKey(customer), String(attempt))
}
/** Of a link that brings somebody to the shop: its `ref` is what `visit.started` says in `referredBy`. */
export function referralLink(url: string, code: string): string {
  const link = new URL(url)
  link.searchParams.set('ref', code)
  return link.href
}

/** Who the friend of a referral is, for whoever looks at it: the advocate's journey does not name them. */
export async function friendOf(
  mot: Engine,
  referralId: string,
  who?: { readonly tenant?: string },
): Promise<Result<Customer, string>> {
  const found = await mot.journey({ anonymousId: friendAlias(referralId) }, who)
  return found.ok ? ok(found.value.customer) : found
}

const refused = (code: LoyaltyErrorCode, message: string): Err<LoyaltyErrorCode> =>
  err(new MotError(code, message, { details: { path: 'code' } }))
type Owner = 'own' | 'taken' | 'free'

/** Gives a customer a code: the first link of an alias pins, so the code is theirs for good. */
export async function issueCode(
  mot: Engine,
  secret: string,
  { customer, time, code: chosen, tenant = 'default' }: Issue,
): Promise<Result<{ readonly code: string }, string>> {
  if (chosen !== undefined && !/^.{4,40}$/.test(readCode(chosen)))
    return refused('REFERRAL_CODE_INVALID', 'a code is 4 to 40 letters and digits')
  const who = { tenant }
  const ownerOf = async (alias: string): Promise<Owner> => {
    const [known, self] = await Promise.all([mot.journey({ anonymousId: alias }, who), mot.journey(customer, who)])
    if (!known.ok || !('id' in known.value.customer)) return 'free'
    return self.ok && customerKey(self.value.customer) === customerKey(known.value.customer) ? 'own' : 'taken'
  }
  for (let attempt = 0; attempt < (chosen === undefined ? ATTEMPTS : 1); attempt++) {
    const code = chosen ?? madeCode(secret, tenant, customer, attempt)
    const alias = codeAlias(code)
    let owner = await ownerOf(alias)
    if (owner === 'free') {
      const data = { anonymousId: alias }
      const event = { id: alias, source: 'motkit/referrals', type: 'customer.identified', time, tenant, customer, data }
      const [answer] = await mot.ingestMany([event])
      // A conflict: somebody, perhaps this customer, was given it at the same time.
      if (answer && !answer.ok && answer.error.code !== 'EVENT_CONFLICT') return answer
      owner = await ownerOf(alias)
    }
    if (owner === 'own') return ok({ code })
  }
  return refused('REFERRAL_CODE_TAKEN', 'the code is of another customer')
}
