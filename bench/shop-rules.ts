/** The one hundred rules of the shop. */

import { added, checkedOut, landed, looked, lookedAgain } from './shop-event-rules.ts'
import { CATEGORIES, DEVICES, SOURCES } from './shop-events.ts'
import { boughtAgain, newcomer, type Plain, purchase, searched, told } from './shop-moment-rules.ts'
import type { Both } from './shop-rule.ts'

export function shopRules(): readonly Both[] {
  const rules: Both[] = []
  const add = (make: (id: string) => Both) => rules.push(make(`rule-${rules.length + 1}`))
  for (const category of CATEGORIES)
    for (const device of DEVICES) add((id) => looked(id, category, 19_200 + rules.length * 20, device))
  for (let from = 18_000; from < 20_000; from += 400) add((id) => lookedAgain(id, from))
  for (const source of SOURCES.slice(1))
    for (const device of DEVICES) add((id) => landed(id, source, device, `c${(rules.length % 12) + 1}`))
  for (const category of CATEGORIES) for (const least of [2, 3]) add((id) => added(id, category, 16_000, least))
  for (let from = 0; from < 50_000; from += 5_000) add((id) => checkedOut(id, from, from + 5_000))
  for (const reason of ['cart-abandoned', 'checkout-abandoned', 'payment-failed'])
    for (let from = 0; from < 40_000; from += 10_000) add((id) => purchase(id, reason, from, from + 10_000))
  for (let from = 5_000; from <= 25_000; from += 5_000) add((id) => boughtAgain(id, from))
  for (const by of ['ad', 'referral', 'content', 'search', 'reviews'])
    for (const device of ['mobile', 'tablet']) add((id) => searched(id, by, 'left', device))
  add((id) => newcomer(id, 'stayed', 'tablet'))
  for (const [kind, reasons] of Object.entries({
    amot: ['late', 'delayed', 'overdue', 'lost'],
    smotExperience: ['rated-badly', 'returned', 'rated-well'],
    tmot: ['slow', 'dissatisfied'],
    umot: ['recommended', 'warned', 'ordered-again'],
  }))
    for (const reason of reasons) add((id) => told(id, kind as Plain, reason))
  return rules
}
