/** What Shopify refuses of a discount with a code. */
import type { DiscountInput } from './discount-terms.ts'
import { isTaken } from './redeem-codes.ts'
import type { Shop } from './shop.ts'
import type { UserError } from './user-errors.ts'

/** @param input of the whole discount, @param own its id, where it is changed */
export function refusalsOf(shop: Shop, argument: string, input: DiscountInput, own?: string): UserError[] {
  const errors: UserError[] = []
  const refuse = (code: string, message: string, ...field: string[]) => {
    errors.push({ field: [argument, ...field], code, message })
  }
  const { title, code, startsAt, endsAt, minimumRequirement, customerGets, context, customerSelection, usageLimit } =
    input
  if (!title) refuse('BLANK', "Title can't be blank", 'title')
  if (!code) refuse('BLANK', "Code can't be blank", 'code')
  else if (code.length > 255) refuse('TOO_LONG', 'Code is too long (maximum is 255 characters)', 'code')
  else if (/[\n\r]/.test(code)) refuse('INVALID', 'Code is invalid', 'code')
  else if (isTaken(shop, code, own)) refuse('TAKEN', 'Code must be unique. Please try a different code.', 'code')
  if (!startsAt) refuse('BLANK', "Starts at can't be blank", 'startsAt')
  if (startsAt && endsAt && Date.parse(endsAt) <= Date.parse(startsAt)) {
    refuse('END_DATE_BEFORE_START_DATE', 'Ends at needs to be after starts_at', 'endsAt')
  }
  if (typeof usageLimit === 'number' && usageLimit <= 0) {
    refuse('GREATER_THAN', 'Usage limit must be greater than 0', 'usageLimit')
  }
  if (minimumRequirement?.subtotal && minimumRequirement.quantity) {
    refuse(
      'MINIMUM_SUBTOTAL_AND_QUANTITY_RANGE_BOTH_PRESENT',
      'Minimum subtotal cannot be defined when minimum quantity is.',
      'minimumRequirement',
    )
  }
  for (const id of (context ?? customerSelection)?.customers?.add ?? []) {
    if (!shop.find('Customer', id))
      refuse('INVALID', `Customer with id: ${id} is invalid`, 'context', 'customers', 'add')
  }
  const benefit = customerGets?.value
  const place = ['customerGets', 'value']
  if (argument !== 'freeShippingCodeDiscount' && !benefit) refuse('BLANK', "Value can't be blank", ...place)
  const percentage = benefit?.percentage
  if (percentage !== undefined && (percentage <= 0 || percentage > 1)) {
    refuse('VALUE_OUTSIDE_RANGE', 'Value must be between 0.0 and 1.0', ...place, 'percentage')
  }
  const amount = benefit?.discountAmount?.amount
  if (amount !== undefined && Number(amount) <= 0) {
    refuse('GREATER_THAN', 'Value must be greater than 0', ...place, 'discountAmount', 'amount')
  }
  return errors
}
