import { expect, it } from 'vitest'
import { eventsOfCustomer } from './customer'
import { customerAt } from './fixtures/recorded'

const said = customerAt('with words of the shop')
const withMetadata = (metadata: object) => ({ ...said, customer: { ...(said.customer as object), metadata } })

it('knows a guest by the row that Medusa makes of an e-mail', () => {
  expect(eventsOfCustomer(customerAt('guest'))).toMatchObject([
    { type: 'customer.updated', customer: { id: 'cus_01' }, data: { email: 'guest@example.com', tags: [] } },
  ])
})
it('tells country, groups, and what the shop wrote into the metadata', () => {
  const [updated, consent] = eventsOfCustomer(said)
  expect(updated?.data).toEqual({
    email: 'ada@example.com',
    country: 'AT',
    locale: 'de-AT',
    timeZone: 'Europe/Vienna',
    birthday: '--05-17',
    tags: ['wholesale'],
  })
  expect(consent).toMatchObject({
    type: 'consent.given',
    time: '2026-03-01T10:00:00.000Z',
    data: { channel: 'email', purpose: 'marketing', proof: 'checkout' },
  })
  expect(eventsOfCustomer(said)).toEqual([updated, consent])
})
it('tells a new word later than the old one, also where Medusa moves no time of the customer', () => {
  const times = ['registered', 'in a group', 'with an address', 'with words of the shop'].map(
    (stage) => eventsOfCustomer(customerAt(stage))[0]?.time,
  )
  expect(new Set(times).size).toBe(4)
  expect([...times].sort()).toEqual(times)
})
it('tells a consent that was withdrawn as its own event', () => {
  const at = '2026-04-01T10:00:00Z'
  const events = eventsOfCustomer(withMetadata({ mot_consents: { 'sms/reviews': { given: false, at } } }))
  expect(events[1]).toMatchObject({ type: 'consent.withdrawn', data: { channel: 'sms', purpose: 'reviews' } })
})
it.each([
  [
    { mot_consents: { 'fax/marketing': { given: true, at: '2026-04-01' } } },
    'customer.metadata.mot_consents.fax/marketing',
  ],
  [{ mot_consents: { 'email/marketing': { given: true } } }, 'customer.metadata.mot_consents.email/marketing.at'],
  [{ mot_consents: 'all' }, 'customer.metadata.mot_consents'],
])('names what is wrong in the metadata', (metadata, path) => {
  expect(() => eventsOfCustomer(withMetadata(metadata))).toThrowError(
    expect.objectContaining({ code: 'MEDUSA_ENTITY_INVALID', details: expect.objectContaining({ path }) }),
  )
})
it('has nothing to tell of one who was deleted', () => {
  const deleted = { customer: { ...(said.customer as object), deleted_at: '2026-04-01T10:00:00Z' } }
  expect(eventsOfCustomer(deleted)).toEqual([])
})
