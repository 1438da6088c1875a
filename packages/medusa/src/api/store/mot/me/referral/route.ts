/** The customer's own code for friends; and the friend's code by which the customer came, of which the first one counts. */
import { Modules } from '@medusajs/framework/utils'
import { err, ok, type Result } from '@motkit/core'
import { referralLink } from '@motkit/loyalty'
import { partMissing } from '../../../../errors'
import type { ReferralBody } from '../../../../schemas'
import { type CustomerCall, map, serveCustomer } from '../../../../serve'

export const GET = serveCustomer(async (call) => {
  const { mot, customer, now } = call
  const { referrals } = mot.parts
  if (!referrals) return err(partMissing('referrals'))
  const told = await tell(call, await fingerprint(call))
  if (!told.ok) return told
  const { link } = mot.options.referrals ?? {}
  return map(await referrals.issueCode(mot.engine, { customer, time: now }), ({ code }) => ({
    referral: { code, ...(link && { link: referralLink(link, code) }) },
  }))
})

/** Nobody is told which codes there are: one that nobody has rewards nobody. */
export const POST = serveCustomer<ReferralBody, unknown>(async (call) => {
  const { mot, body } = call
  if (!mot.parts.referrals) return err(partMissing('referrals'))
  const came = { type: 'visit.started', key: body.code, data: { referredBy: body.code } }
  return map(await tell(call, await fingerprint(call), came), () => ({ referral: { referredBy: body.code } }))
}, 201)

interface Told {
  readonly type: string
  readonly key: string
  readonly data: object
}
/** What tells two accounts of one person: a digest, under the secret of the referrals. */
async function fingerprint({ mot, customer, req }: CustomerCall): Promise<Told> {
  const { email } = await req.scope.resolve(Modules.CUSTOMER).retrieveCustomer(customer.id)
  const data = mot.parts.referrals?.fingerprints({ email }) ?? {}
  return { type: 'fingerprints.taken', key: data.email ?? '', data }
}
/** Once for each key, whenever it is said again. */
async function tell({ mot, customer, now }: CustomerCall, ...all: readonly Told[]): Promise<Result<unknown, string>> {
  const events = all.map(({ type, key, data }) => ({
    id: `${type}/${customer.id}/${key}`,
    source: 'motkit/store',
    type,
    time: now,
    customer,
    data,
  }))
  const answers = await mot.engine.ingestMany(events)
  return answers.find((answer) => !answer.ok && answer.error.code !== 'EVENT_CONFLICT') ?? ok(undefined)
}
