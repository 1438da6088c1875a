// A shop that asks for reviews, on a clock of its own: what it is told, and what it sends.
import { type Customer, createMot, memoryStore, virtualClock } from '@motkit/core'
import { type ReviewRequest, type ReviewsOptions, requestOf, reviews, type Upcoming } from '@motkit/reviews'

/** What lets a customer be asked by e-mail everywhere without consent. */
export const known = { addressFromSale: true, ownSimilarGoods: true, toldAtSignUp: true }
export const eur = (amount: number) => ({ amount, currency: 'EUR' })
export interface Sent {
  readonly at: string
  readonly template: string
  readonly channel: string | undefined
  readonly request: ReviewRequest
}
/** March 2026, in UTC: `day(2)` is the 2nd at 10:00. */
export const day = (date: number, time = '10:00'): string =>
  new Date(Date.parse(`2026-03-01T${time}:00.000Z`) + (date - 1) * 86_400_000).toISOString()

export function openShop(options: ReviewsOptions = {}) {
  const clock = virtualClock(day(1, '00:00'))
  const sent: Sent[] = []
  const given: { readonly at: string; readonly reward: string; readonly data: unknown; readonly key: string }[] = []
  const failing: { next: boolean } = { next: false }
  const now = () => new Date(clock.now()).toISOString()
  const mot = createMot({
    store: memoryStore(),
    clock,
    plugins: [reviews({ existingCustomer: known, incentives: [], ...options })],
    handlers: {
      'message.send': async ({ data }) => {
        if (failing.next) throw new Error('no')
        sent.push({
          at: now(),
          template: data.template,
          channel: data.channel,
          request: requestOf(data) as ReviewRequest,
        })
      },
      'reward.give': async ({ data }, { idempotencyKey: key }) => {
        given.push({ at: now(), reward: data.reward, data: data.data, key })
      },
    },
  })
  let count = 0
  const ada: Customer = { id: 'ada' }
  const shop = {
    mot,
    clock,
    sent,
    given,
    failing,
    /** Something happens at a time, after all that was due before. */
    async tell(at: string, type: string, data: object, customer: Customer = ada) {
      await shop.until(at)
      const [answer] = await mot.ingestMany([{ id: `${++count}`, source: 'shop', type, time: at, customer, data }])
      if (!answer?.ok) throw answer?.error
      await mot.catchUp()
    },
    async until(at: string) {
      for (let next: string | undefined = now(); next !== undefined && next <= at; next = (await mot.catchUp()).next)
        if (next > now()) clock.set(next)
      if (at > now()) clock.set(at)
      await mot.catchUp()
    },
    /** Placed and paid. */
    async order(at: string, orderId: string, products: readonly (string | object)[] = ['mug'], more: object = {}) {
      const lines = products.map((one) =>
        typeof one === 'string' ? { productId: one, price: eur(1_000), quantity: 1 } : one,
      )
      await shop.tell(at, 'order.placed', {
        orderId,
        total: eur(1_000 * Math.max(1, lines.length)),
        ...(lines.length > 0 && { products: lines }),
        ...more,
      })
      await shop.tell(at, 'order.paid', { orderId })
    },
    async arrives(at: string, orderId: string, shipmentId = `s${orderId}`, products?: readonly string[]) {
      const of = products && { products: products.map((productId) => ({ productId })) }
      await shop.tell(at, 'shipment.created', { orderId, shipmentId, ...of })
      await shop.tell(at, 'shipment.delivered', { orderId, shipmentId })
    },
    async review(
      at: string,
      data: { orderId?: string; productId?: string; body?: string; media?: string[] },
      rating = 5,
    ) {
      await shop.tell(at, 'review.submitted', { reviewId: `r${count}`, rating, ...data })
    },
    async upcoming(order?: string): Promise<readonly Upcoming[]> {
      const answer = await mot.reviews.upcoming(order === undefined ? { customer: ada } : { order })
      if (!answer.ok) throw answer.error
      return answer.value
    },
    /** When, which template, and about what: a line each. */
    lines: () =>
      sent.map(
        ({ at, template, request }) => `${at.slice(0, 16)} ${template} ${request.products?.join('+') ?? 'order'}`,
      ),
  }
  return shop
}
