/** A review form behind a signed link, used as a browser would: honestly, twice, forged and too late. */
import { createMot, definePlugin, defineRule, memoryStore, moments, sendMessage, virtualClock } from '@motkit/core'
import { createReviewToken, requestOf, reviews } from '@motkit/reviews'
import { reviewServer } from './server.ts'

const secrets = ['at least 32 bytes, out of the environment']
const clock = virtualClock('2026-03-02T10:00:00Z')
const now = () => new Date(clock.now()).toISOString()
const links: string[] = []

/** A bad review is answered by a person; whether it is shown does not depend on that. */
const care = defineRule({
  id: 'care',
  on: moments.umot,
  may: [sendMessage],
  when: { 'warned others': ({ moment }) => moment.reason === 'warned' },
  decide: ({ moment }) => [sendMessage({ template: 'we-are-sorry', topic: 'care', data: moment.data })],
})
const mot = createMot({
  store: memoryStore(),
  clock,
  plugins: [
    reviews({
      existingCustomer: { addressFromSale: true, ownSimilarGoods: true, toldAtSignUp: true },
      incentives: [{ for: 'text', reward: 'coupon-5' }],
    }),
    definePlugin({ id: 'shop', rules: [care] }),
  ],
  handlers: {
    'message.send': async ({ data, customer, subject }) => {
      console.log(now().slice(0, 10), 'message', data.template, 'about', subject.split('/')[0])
      const request = requestOf(data)
      if (!request) return
      const { ask: requestId, orderId, products: productIds } = request
      links.push(await createReviewToken({ secrets, now: now(), customer, orderId, productIds, requestId }))
    },
    'reward.give': async ({ data }) => console.log(now().slice(0, 10), 'reward', data.reward, 'for a', data.data?.for),
  },
})
mot.on('moment.umot', ({ subject, polarity, reason }) => {
  if (subject.startsWith('review/')) console.log(now().slice(0, 10), 'moment umot', polarity, reason)
})

const event = (id: string) => ({ id, source: 'shop', time: now(), customer: { id: 'ada' } })
const total = { amount: 4_900, currency: 'EUR' }
const products = [{ productId: 'mug' }, { productId: 'teapot' }]
await mot.ingest({ ...event('1'), type: 'order.placed', data: { orderId: '1', total, products } })
await mot.ingest({ ...event('2'), type: 'order.paid', data: { orderId: '1' } })
await mot.ingest({ ...event('3'), type: 'shipment.created', data: { orderId: '1', shipmentId: 's1' } })
await mot.ingest({ ...event('4'), type: 'shipment.delivered', data: { orderId: '1', shipmentId: 's1' } })
clock.set('2026-03-09T10:00:00Z')
await mot.catchUp()

const server = reviewServer(mot, secrets, now)
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const form = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/review`

/** What the visitor sees: the status, and the heading of the page. */
async function seen(what: string, response: Response): Promise<string> {
  const html = await response.text()
  console.log(now().slice(0, 10), response.status, `${what}:`, /<h1>(.*)<\/h1>/.exec(html)?.[1])
  return html
}
const open = async (what: string, token: string) => seen(what, await fetch(`${form}?${new URLSearchParams({ token })}`))
async function send(what: string, fields: Record<string, string>) {
  await seen(what, await fetch(form, { method: 'POST', body: new URLSearchParams(fields) }))
  await mot.catchUp()
}

const [token = ''] = links
const html = await open('opened', token)
console.log('products', [...html.matchAll(/name="productId" value="(.*?)"/g)].map(([, id]) => id).join(', '))
await send('no stars chosen', { token, productId: 'mug' })
await send('two stars', { token, productId: 'mug', rating: '2', body: 'Smaller than it looks.' })
await send('sent again', { token, productId: 'mug', rating: '5', body: 'I was asked to change it.' })
await send('another product', { token, productId: 'kettle', rating: '1' })
await send('the teapot', { token, productId: 'teapot', rating: '4', body: 'Keeps warm.' })

const [head, , signature] = token.split('.')
const claims = { sub: 'id:ada', order: '2', products: ['lamp'], exp: 4_102_444_800 }
const altered = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
await open('forged', altered)
await send('forged and sent', { token: altered, productId: 'lamp', rating: '1' })
clock.set('2026-09-05T10:00:01Z')
await open('180 days later', token)

server.close()
await mot.close()
