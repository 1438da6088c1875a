/** A gift or a word for the birthday. */
import type * as z from 'zod'
import { birthdayReached } from '../facts.ts'
import { checked, defineOffer, giver, givesOf, type Only, ruled } from './offer.ts'

const schema = giver(ruled('birthday', { days: 7 }))
export type BirthdayOptions = z.input<typeof schema>

/**
 * Congratulates when the host says `birthday.reached`, once a year; not long after the day.
 * @throws MotError OFFER_INVALID
 * @example birthday({ message: 'birthday', reward: 'birthday-gift', validDays: 30 })
 */
export function birthday<O extends BirthdayOptions>(options: Only<O, BirthdayOptions>) {
  const offer = checked('birthday', schema, options)
  return defineOffer({
    ...offer,
    on: birthdayReached,
    reads: [],
    may: givesOf<O>(offer),
    when: {},
    wants: ({ event }) => [{ gives: offer, at: event.time, about: { year: event.data.year } }],
  })
}
