/** A visit: what brought it, what is looked at, and how it ends. */
import { events, type Money } from '@motkit/core'
import { arrivals, oneOf, type Product, queryOf } from './assortment.ts'
import { identify } from './identity.ts'
import { HOUR, MINUTE, type Person, tell } from './world.ts'

export type Ending = 'bounce' | 'browse' | 'cart' | 'order'
/** What is bought at the end of a visit. */
export interface Purchase {
  readonly at: number
  readonly sessionId: string
  readonly cartId: string
  readonly total: Money
  readonly products: readonly (Product & { readonly quantity: number })[]
}
type Onsite = { readonly sessionId: string; readonly device: Person['device']; readonly channel: 'web' }

const HOURS = [7, 8, 9, 10, 11, 12, 12, 13, 14, 15, 16, 17, 18, 18, 19, 19, 20, 20, 20, 21, 21, 22] as const

/** Lives through one visit on a day; a purchase is to be fulfilled. */
export function visit(person: Person, day: number, ending: Ending): Purchase | undefined {
  const { chance, world, device } = person
  const onsite: Onsite = { sessionId: `session-${person.number}-${++person.visits}`, device, channel: 'web' }
  let at = world.midnight(day) + chance.pick(HOURS) * HOUR + chance.between(0, 59 * MINUTE)
  const next = () => (at += chance.between(15_000, 150_000))
  land(person, onsite, at)
  if (ending === 'bounce') {
    tell(person, events.pageViewed, next(), { ...onsite, kind: chance.pick(['home', 'category', 'content']) })
    return undefined
  }
  const product = browse(person, onsite, next)
  if (ending === 'browse') {
    if (!('id' in person.customer) && chance.happens(world.options.signUp)) identify(person, next())
    return undefined
  }
  return fill(person, onsite, next, product, ending === 'order')
}

function land(person: Person, onsite: Onsite, at: number): void {
  const { chance, invitation, visits } = person
  const invited = visits === 1 ? invitation : undefined
  const source = oneOf(chance, arrivals)
  tell(person, events.visitStarted, at, {
    ...onsite,
    source: invited?.referredBy ? 'referral' : invited?.contentId ? 'social' : source,
    ...(invited?.referredBy && { referredBy: invited.referredBy }),
    ...(invited?.contentId && { contentId: invited.contentId }),
    ...(!invited && (source === 'ad' || source === 'email') && { campaign: `${source}-${chance.between(1, 6)}` }),
  })
}

/** Looks around: at least two steps. The product looked at last. */
function browse(person: Person, onsite: Onsite, next: () => number): Product {
  const { chance, world } = person
  let product = chance.pick(world.products)
  if (chance.happens(world.options.search))
    tell(person, events.productsSearched, next(), { ...onsite, query: queryOf(chance), results: chance.between(0, 40) })
  else tell(person, events.productListViewed, next(), { ...onsite, category: product.category })
  if (chance.happens(0.12)) {
    tell(person, events.pageViewed, next(), { ...onsite, kind: chance.pick(['guide', 'help', 'content']) })
    return product
  }
  for (let left = chance.between(1, 4); left > 0; left--) {
    product = chance.pick(world.products)
    tell(person, events.productViewed, next(), { ...onsite, ...product })
    if (chance.happens(0.15)) tell(person, events.reviewsRead, next(), { ...onsite, productId: product.productId })
    if (chance.happens(0.05)) tell(person, events.wishlistProductAdded, next(), { ...onsite, ...product })
  }
  if (chance.happens(0.06)) {
    const other = chance.pick(world.products)
    tell(person, events.productsCompared, next(), { ...onsite, productIds: [product.productId, other.productId] })
  }
  return product
}

/** Fills a cart and leaves it, at the checkout or before, or buys it. */
function fill(person: Person, onsite: Onsite, next: () => number, first: Product, buys: boolean): Purchase | undefined {
  const { chance, world } = person
  const { options } = world
  const cart = { ...onsite, cartId: `cart-${person.number}-${person.visits}` }
  const chosen = new Map([[first.productId, first]])
  for (let more = chance.index([0.55, 0.3, 0.15]); more > 0; more--) {
    const product = chance.pick(world.products)
    chosen.set(product.productId, product)
  }
  const products = [...chosen.values()].map((product) => ({ ...product, quantity: chance.happens(0.15) ? 2 : 1 }))
  for (const product of products) tell(person, events.productAdded, next(), { ...cart, ...product })
  const amount = products.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0)
  const total: Money = { amount, currency: options.currency }
  tell(person, events.cartViewed, next(), { ...cart, value: total })
  if (!buys && !chance.happens(options.checkoutAbandonment)) return undefined
  if (buys) identify(person, next())
  tell(person, events.checkoutStarted, next(), { ...cart, value: total })
  const paymentMethod = chance.pick(['card', 'paypal', 'invoice'])
  if (chance.happens(options.paymentFailure))
    tell(person, events.paymentFailed, next(), { ...cart, paymentMethod, reason: 'declined' })
  if (!buys) return undefined
  tell(person, events.paymentEntered, next(), { ...cart, paymentMethod })
  return { at: next(), sessionId: cart.sessionId, cartId: cart.cartId, total, products }
}
