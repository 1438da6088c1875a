// A customer who is deleted in Medusa is forgotten by motkit, too: by the bus, and by the sweep where the bus said nothing.
import { ContainerRegistrationKeys, Modules } from '@medusajs/framework/utils'
import type { MotService } from '../src'
import { openShop, type Shop } from './shop'
import { deafen } from './support/deafen'
import { withShop } from './support/shop-app'
import { known, watchedIn } from './support/watching'

withShop(({ getContainer, api }) => {
  const mot = () => getContainer().resolve<MotService>('mot')
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop(getContainer(), api)
  })

  const isKnown = async (id: string) => (await mot().engine.journey({ id })).ok
  const until = (id: string, expected: boolean) =>
    vi.waitFor(async () => expect(await isKnown(id)).toBe(expected), { timeout: 15_000, interval: 100 })
  const buyer = async (orderId: string): Promise<string> => (await shop.orderOf(orderId)).customer_id ?? ''
  /** A guest has ordered so many times; answers with who that is, and the orders. */
  async function guestWith(email: string, orders: number) {
    const ids: string[] = []
    for (let i = 0; i < orders; i++) ids.push((await shop.buy(shop.guest(email), { tin: 1 })).id)
    const guest = await buyer(ids[0] ?? '')
    await until(guest, true)
    return { guest, first: ids[0] ?? '' }
  }

  it('with the guests that they were, and with what they had set aside', async () => {
    const ada = await shop.register('ada@example.com')
    const order = await shop.buy(ada, { mug: 2 })
    await shop.capture(order.id)
    await vi.waitFor(async () => expect((await known(watchedIn(getContainer()), ada.customerId)).points).toBe(45), {
      timeout: 15_000,
    })
    const cart = await shop.fillCart(ada, { mug: 2 })
    const asked = { id: 'k1', cartId: cart.id, reward: 'forty' }
    const { redemption } = await shop.store<{ redemption: { code: string } }>(ada, 'mot/me/redemptions', asked)
    const gone = await guestWith('ada@work.example', 1)
    const stays = await guestWith('bob@example.com', 2)
    for (const { first } of [gone, stays]) {
      await shop.store(ada, `orders/${first}/transfer/request`, {})
      const [change] = await getContainer()
        .resolve(Modules.ORDER)
        .listOrderChanges({ order_id: first }, { relations: ['actions'] })
      const token = change?.actions[0]?.details?.token
      await shop.store(shop.guest(''), `orders/${first}/transfer/accept`, { token })
      expect(await buyer(first)).toBe(ada.customerId)
    }

    await shop.removeCustomer(ada.customerId)
    await until(ada.customerId, false)
    await until(gone.guest, false)
    expect(await isKnown(stays.guest)).toBe(true)
    const [promotion] = await getContainer().resolve(Modules.PROMOTION).listPromotions({ code: redemption.code })
    expect(promotion?.status).toBe('inactive')

    // What still happens to their order is nobody's any more.
    await shop.fulfil(order.id, { mug: 2 })
    await mot().inbox.drain()
    await mot().sweep()
    expect(await isKnown(ada.customerId)).toBe(false)
    expect(await mot().inbox.failing()).toEqual([])
  })

  it('though the bus did not say so, once nothing takes it back any more', async () => {
    const grace = await shop.register('grace@example.com')
    await until(grace.customerId, true)
    deafen(getContainer())
    await shop.removeCustomer(grace.customerId)
    await mot().sweep()
    expect(await isKnown(grace.customerId)).toBe(true)
    await getContainer()
      .resolve(ContainerRegistrationKeys.PG_CONNECTION)
      .raw("update customer set deleted_at = deleted_at - interval '1 minute' where id = ?", [grace.customerId])
    await mot().sweep()
    expect(await isKnown(grace.customerId)).toBe(false)
  })

  it('but not one who is there again, nor where the shop wants to keep them', async () => {
    deafen(getContainer())
    const barbara = await shop.register('barbara@example.com')
    await mot().tell({ entity: 'customer', by: 'id', id: barbara.customerId })
    const deletion = { entity: 'deletion', by: 'id', id: barbara.customerId } as const
    await mot().tell(deletion)
    expect(await isKnown(barbara.customerId)).toBe(true)

    await shop.removeCustomer(barbara.customerId)
    Reflect.set(mot().options, 'eraseDeleted', false)
    await mot().tell(deletion)
    expect(await isKnown(barbara.customerId)).toBe(true)
    Reflect.set(mot().options, 'eraseDeleted', undefined)
    await mot().tell(deletion)
    expect(await isKnown(barbara.customerId)).toBe(false)
  })
})
