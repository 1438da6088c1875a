import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id } from './shared.ts'

/** The host made one account of two: `mergedId` is, from now on, this customer. */
export const customerMerged = defineEvent('customer.merged', z.object({ mergedId: id }), {})
