// What happens in the shop comes in by the bus; what the bus did not say, by the sweep.

import { Modules } from '@medusajs/framework/utils'
import { createCustomersWorkflow, updateCustomersWorkflow } from '@medusajs/medusa/core-flows'
import type { MotService } from '../src'
import { deafen } from './support/deafen'
import { withShop } from './support/shop-app'

withShop(({ getContainer }) => {
  const mot = () => getContainer().resolve<MotService>('mot')
  const emailOf = async (id: string): Promise<string | undefined> => {
    const journey = await mot().engine.journey({ id })
    return journey.ok ? journey.value.slices.profile.email?.value : undefined
  }

  it('hears of a customer by the bus, and of every change once', async () => {
    const { result } = await createCustomersWorkflow(getContainer()).run({
      input: { customersData: [{ email: 'ada@example.com', first_name: 'Ada' }] },
    })
    const id = result[0]?.id ?? ''
    await vi.waitFor(async () => expect(await emailOf(id)).toBe('ada@example.com'), 5_000)
    await updateCustomersWorkflow(getContainer()).run({
      input: { selector: { id }, update: { email: 'ada@example.org' } },
    })
    await vi.waitFor(async () => expect(await emailOf(id)).toBe('ada@example.org'), 5_000)
    await getContainer().resolve(Modules.EVENT_BUS).emit({ name: 'customer.updated', data: { id } })
    await mot().inbox.drain()
    const kept = await mot().engine.export({ id })
    expect(kept.ok && kept.value.events.filter(({ type }) => type === 'customer.updated')).toHaveLength(2)
  })

  it('finds by the sweep what the bus did not say', async () => {
    deafen(getContainer())
    const customer = await getContainer().resolve(Modules.CUSTOMER).createCustomers({ email: 'grace@example.com' })
    expect(await emailOf(customer.id)).toBeUndefined()
    await mot().sweep()
    expect(await emailOf(customer.id)).toBe('grace@example.com')
    expect(await mot().inbox.failing()).toEqual([])
  })
})
