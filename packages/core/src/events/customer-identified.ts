import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id } from './shared.ts'

/** The customer became known: links an anonymous id to theirs and merges the two journeys. */
export const customerIdentified = defineEvent('customer.identified', z.object({ anonymousId: id }), {})
