// The shop that the other tests play in, for itself: each step leaves Medusa where it should.
import { Modules } from '@medusajs/framework/utils'
import { openShop, type Shop } from './shop'
import { withShop } from './support/shop-app'

withShop(({ getContainer, api }) => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop(getContainer(), api)
  })

  it('takes a customer from the cart to a return', async () => {
    const ada = await shop.register('ada@example.com')
    const { id } = await shop.buy(ada, { mug: 2, tin: 1 })
    expect(await shop.orderOf(id)).toMatchObject({
      customer_id: ada.customerId,
      total: 57.5,
      payment_status: 'authorized',
    })
    await shop.capture(id)
    expect(await shop.orderOf(id)).toMatchObject({ payment_status: 'captured', fulfillment_status: 'not_fulfilled' })

    const one = await shop.fulfil(id, { mug: 2 })
    const two = await shop.fulfil(id, { tin: 1 })
    await shop.ship(id, one, { mug: 2 }, 'T1')
    expect(await shop.orderOf(id)).toMatchObject({ fulfillment_status: 'partially_shipped' })
    await shop.ship(id, two, { tin: 1 }, 'T2')
    await shop.deliver(id, one)
    expect(await shop.orderOf(id)).toMatchObject({ fulfillment_status: 'partially_delivered' })
    await shop.deliver(id, two)
    expect(await shop.orderOf(id)).toMatchObject({ fulfillment_status: 'delivered' })

    await shop.refund(id, 10)
    expect(await shop.orderOf(id)).toMatchObject({ payment_status: 'partially_refunded' })
    await shop.receiveReturn(await shop.requestReturn(id, { tin: 1 }))
    const { items } = await shop.orderOf(id)
    expect(items.map(({ title, detail }) => [title, detail.return_received_quantity]).sort()).toEqual([
      ['Mug', 0],
      ['Tin', 1],
    ])
    await shop.complete(id)
    expect(await shop.orderOf(id)).toMatchObject({ status: 'completed' })
  })

  it('takes a guest, who is a customer without an account', async () => {
    const { id } = await shop.buy(shop.guest('guest@example.com'), { tin: 2 })
    const order = await shop.orderOf(id)
    expect(order).toMatchObject({ email: 'guest@example.com', total: 30 })
    const customers = getContainer().resolve(Modules.CUSTOMER)
    expect(await customers.retrieveCustomer(order.customer_id as string)).toMatchObject({ has_account: false })
    await shop.cancel(id)
    expect(await shop.orderOf(id)).toMatchObject({ status: 'canceled' })
  })
})
