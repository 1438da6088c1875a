import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { orderFields } from './order.ts'
import { ofOrder } from './shared.ts'

/** An order was changed after it was placed: the latest word on total, lines and promise counts. Segment: Order Updated. */
export const orderUpdated = defineEvent('order.updated', z.object({ ...orderFields }), ofOrder)
