/** How a person becomes known to the shop, and what they say of themselves then. */
import { events } from '@motkit/core'
import { homes } from './assortment.ts'
import { HOUR, MINUTE, type Person, tell } from './world.ts'

const two = (number: number): string => String(number).padStart(2, '0')

/** Signs a person up, unless they are known: from here on they have an id. */
export function identify(person: Person, at: number): void {
  const { customer } = person
  if ('id' in customer) return
  person.customer = { id: `customer-${person.number}` }
  tell(person, events.customerIdentified, at, { anonymousId: customer.anonymousId })
  introduce(person, at)
}

/** Where they live, when their birthday is, what they consent to, and who brought them. */
export function introduce(person: Person, at: number): void {
  const { chance, world, invitation } = person
  const { options } = world
  const own = homes.find(({ timeZone }) => timeZone === options.timeZone) ?? { timeZone: options.timeZone }
  const others = homes.filter(({ timeZone }) => timeZone !== options.timeZone) as [typeof own, ...(typeof own)[]]
  const home = chance.happens(options.abroad) ? chance.pick(others) : own
  const birthday = chance.happens(options.birthday)
    ? { birthday: `${chance.between(1950, 2004)}-${two(chance.between(1, 12))}-${two(chance.between(1, 28))}` }
    : {}
  tell(person, events.customerUpdated, at + 2_000, { ...home, ...birthday })
  if (chance.happens(options.consent)) {
    const what = { channel: 'email', purpose: 'marketing' } as const
    tell(person, events.consentGiven, at + 5_000, { ...what, proof: 'sign-up form' })
    if (chance.happens(options.consentWithdrawal))
      tell(person, events.consentWithdrawn, at + Math.round(chance.wait(60 * 24 * HOUR)) + HOUR, what)
  }
  invitation?.known?.(`customer-${person.number}`, at + chance.between(1, 30) * MINUTE)
}
