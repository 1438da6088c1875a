import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, text } from './shared.ts'

/** The customer brought a friend: the friend is the one who arrives with `referredBy`. */
export const referralMade = defineEvent(
  'referral.made',
  z.object({ referralId: id, friendId: id.optional(), code: text.optional() }),
  { subject: (data) => `referral/${data.referralId}` },
)
