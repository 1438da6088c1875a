/** The life of one person with a simulated store: visits, orders, and staying away. */
import { devices, oneOf } from './assortment.ts'
import { createChance } from './chance.ts'
import { place } from './fulfilment.ts'
import { introduce } from './identity.ts'
import { cartShare } from './rates.ts'
import { type Ending, visit } from './visit.ts'
import type { Invitation, Person, World } from './world.ts'
import { HOUR } from './world.ts'

const MONTH_DAYS = 30.4

/** Lives through all days of one person. Everything follows from the seed and their number. */
export function live(world: World, index: number, invitation?: Invitation): void {
  const { options } = world
  const chance = createChance(options.seed, index)
  const number = String(index + 1).padStart(6, '0')
  const anonymous = chance.happens(options.anonymous) || invitation !== undefined
  const person: Person = {
    number,
    world,
    chance,
    device: oneOf(chance, devices),
    invitation,
    customer: anonymous ? { anonymousId: `device-${number}` } : { id: `customer-${number}` },
    told: 0,
    visits: 0,
    orders: 0,
  }
  /** Days until the next visit, at least one; the half makes up for the rounding. */
  const pause = Math.max(0, MONTH_DAYS / options.visitsPerMonth - 0.5)
  let day = invitation?.day ?? Math.floor(chance.share() * world.days)
  if (day >= world.days) return
  if (!anonymous) introduce(person, world.midnight(day) + 6 * HOUR)
  /** The day of a planned repeat purchase. */
  let plan: number | undefined
  while (day < world.days) {
    const ending = day === plan ? 'order' : endingOf(person)
    const bought = visit(person, day, ending)
    if (bought) {
      place(person, day, bought)
      const [least, most] = options.repeatAfterDays
      plan = chance.happens(options.repeatPurchase) ? day + chance.between(least, most) : undefined
    }
    if (plan === undefined && chance.happens(options.leaving)) return
    const next = day + 1 + Math.floor(chance.wait(pause))
    day = plan === undefined ? next : Math.min(plan, next)
  }
}

/** How a visit ends that was not planned as a purchase. Only who has not ordered yet converts. */
function endingOf({ chance, orders, world }: Person): Ending {
  const { bounce, conversion, cartAbandonment } = world.options
  const cart = cartShare(conversion, cartAbandonment)
  const [one, share] = [chance.share(), orders === 0 ? conversion : 0]
  if (one < bounce) return 'bounce'
  if (one < bounce + share) return 'order'
  return one < bounce + cart ? 'cart' : 'browse'
}
