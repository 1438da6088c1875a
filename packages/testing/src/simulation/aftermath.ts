/** After the arrival: cases, returns, reviews, surveys, and telling others. */
import { events, type Money } from '@motkit/core'
import { type Order, refund } from './order.ts'
import type { Stars } from './rates.ts'
import { HOUR, MINUTE, type Person, tell } from './world.ts'

const DAY = 24 * HOUR

const starsOf = ({ chance }: Person, shares: Stars): number => chance.index(shares) + 1

/** Lives through what follows an order that arrived, on time or late. */
export function aftermath(person: Person, order: Order, arrived: number, arrivalDay: number, late: boolean): void {
  const { chance, world } = person
  const { options } = world
  const when = late ? 'late' : 'onTime'
  if (chance.happens(late ? options.casesLate : options.cases))
    complain(person, order, late ? world.midnight(order.promisedDay + 1) + 10 * HOUR : arrived + 5 * HOUR, late)
  if (chance.happens(options.returns)) sendBack(person, order, arrivalDay)
  const later = (most: number) => arrived + chance.between(DAY, most * DAY)
  if (chance.happens(options.reviews)) {
    const rating = starsOf(person, options.ratings[when])
    const { productId } = order.products[0] as { productId: string }
    tell(
      person,
      events.reviewSubmitted,
      later(18),
      { reviewId: `review-${order.orderId}`, rating, orderId: order.orderId, productId },
      'reviews',
    )
  }
  if (chance.happens(options.surveys)) {
    const score = Math.max(0, 2 * starsOf(person, options.ratings[when]) - chance.between(0, 1))
    const answer = { surveyId: `survey-${order.orderId}`, kind: 'nps', score, orderId: order.orderId } as const
    tell(person, events.surveyAnswered, later(10), answer, 'surveys')
  }
  tellOthers(person, order, arrivalDay)
}

function complain(person: Person, { orderId }: Order, from: number, late: boolean): void {
  const { chance, world } = person
  const { solved, satisfaction } = world.options
  const caseId = `case-${orderId}`
  const opened = from + chance.between(0, 6 * HOUR)
  const kind = late ? 'complaint' : chance.pick(['question', 'claim', 'other'])
  tell(
    person,
    events.caseOpened,
    opened,
    { caseId, orderId, kind, channel: chance.pick(['email', 'chat']) },
    'helpdesk',
  )
  const answered = opened + 10 * MINUTE + Math.round(chance.wait(10 * HOUR))
  tell(person, events.caseAnswered, answered, { caseId }, 'helpdesk')
  const end = {
    caseId,
    solved: chance.happens(solved),
    ...(chance.happens(0.5) && { satisfaction: starsOf(person, satisfaction[late ? 'late' : 'onTime']) }),
  }
  tell(person, events.caseResolved, answered + HOUR + Math.round(chance.wait(1.5 * DAY)), end, 'helpdesk')
}

function sendBack(person: Person, order: Order, arrivalDay: number): void {
  const { chance, world } = person
  const { orderId, products, total } = order
  const returnId = `return-${orderId}`
  const requested = world.midnight(arrivalDay + chance.between(1, 12)) + chance.between(8 * HOUR, 21 * HOUR)
  const received = requested + chance.between(3, 6) * DAY
  tell(person, events.returnRequested, requested, {
    orderId,
    returnId,
    reason: chance.pick(['size', 'defect', 'other']),
  })
  tell(person, events.returnReceived, received, { orderId, returnId })
  const amount = chance.happens(world.options.partialRefund) ? part(total, products) : total
  refund(person, order, received + chance.between(4, 40) * HOUR, amount, 'returned')
}
/** One line of several, or half of the only one. */
function part({ amount, currency }: Money, products: Order['products']): Money {
  const [first] = products as [Order['products'][number]]
  return { amount: products.length > 1 ? first.price.amount * first.quantity : Math.ceil(amount / 2), currency }
}

function tellOthers(person: Person, { orderId, products }: Order, arrivalDay: number): void {
  const { chance, world, customer } = person
  const { referrals, sharing } = world.options
  if (chance.happens(referrals) && 'id' in customer) {
    const referralId = `referral-${orderId}`
    world.invite({
      day: arrivalDay + chance.between(2, 20),
      referredBy: customer.id,
      known: (friendId, at) => tell(person, events.referralMade, at, { referralId, friendId, code: customer.id }),
    })
  }
  if (!chance.happens(sharing)) return
  const day = arrivalDay + chance.between(1, 10)
  const contentId = `share-${orderId}`
  const { productId } = chance.pick(products as [Order['products'][number]])
  const shared = world.midnight(day) + chance.between(9 * HOUR, 21 * HOUR)
  const via = chance.pick(['instagram', 'whatsapp'])
  tell(person, events.contentShared, shared, { contentId, kind: 'product', via, productIds: [productId] })
  if (chance.happens(0.4)) world.invite({ day: day + chance.between(1, 5), contentId })
}
