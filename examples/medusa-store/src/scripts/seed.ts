/** What the shop begins with: somebody who may log in, and two things to sell. Run again, it leaves all as it is. */
import type { ExecArgs, MedusaContainer } from '@medusajs/framework/types'
import { ContainerRegistrationKeys, Modules } from '@medusajs/framework/utils'
import {
  createProductsWorkflow,
  createRegionsWorkflow,
  createShippingOptionsWorkflow,
  createShippingProfilesWorkflow,
  createStockLocationsWorkflow,
  linkSalesChannelsToStockLocationWorkflow,
} from '@medusajs/medusa/core-flows'

export default async function seed({ container }: ExecArgs): Promise<void> {
  const [known] = await container.resolve(Modules.REGION).listRegions({})
  if (known) return
  await createAdmin(container, 'admin@example.com', 'supersecret')
  const [channel] = await container.resolve(Modules.SALES_CHANNEL).listSalesChannels({})
  const salesChannelId = channel.id
  const { result: regions } = await createRegionsWorkflow(container).run({
    input: {
      regions: [
        { name: 'Europe', currency_code: 'eur', countries: ['de', 'fr'], payment_providers: ['pp_system_default'] },
      ],
    },
  })
  const { result: profiles } = await createShippingProfilesWorkflow(container).run({
    input: { data: [{ name: 'Parcels', type: 'default' }] },
  })
  const [regionId, profileId] = [regions[0].id, profiles[0].id]
  await createShippingOptionsWorkflow(container).run({
    input: [
      {
        name: 'Parcel',
        price_type: 'flat',
        provider_id: 'manual_manual',
        service_zone_id: await openWarehouse(container, salesChannelId),
        shipping_profile_id: profileId,
        type: { label: 'Parcel', description: 'In two days', code: 'parcel' },
        prices: [{ region_id: regionId, amount: 5 }],
        rules: [
          { attribute: 'enabled_in_store', operator: 'eq', value: 'true' },
          { attribute: 'is_return', operator: 'eq', value: 'false' },
        ],
      },
    ],
  })
  const product = (title: string, amount: number) => ({
    title,
    handle: title.toLowerCase(),
    status: 'published' as const,
    shipping_profile_id: profileId,
    sales_channels: [{ id: salesChannelId }],
    options: [{ title: 'Size', values: ['one'] }],
    variants: [
      { title, options: { Size: 'one' }, manage_inventory: false, prices: [{ amount, currency_code: 'eur' }] },
    ],
  })
  await createProductsWorkflow(container).run({ input: { products: [product('Teapot', 80), product('Cup', 20)] } })
}

/** As `medusa user` does it. */
async function createAdmin(container: MedusaContainer, email: string, password: string): Promise<void> {
  const user = await container.resolve(Modules.USER).createUsers({ email })
  const auth = container.resolve(Modules.AUTH)
  const { authIdentity, error } = await auth.register('emailpass', { body: { email, password } })
  if (!authIdentity) throw new Error(error)
  await auth.updateAuthIdentities({ id: authIdentity.id, app_metadata: { user_id: user.id } })
}

/** Answers with the zone that it ships to. */
async function openWarehouse(container: MedusaContainer, salesChannelId: string): Promise<string> {
  const link = container.resolve(ContainerRegistrationKeys.LINK)
  const { result: locations } = await createStockLocationsWorkflow(container).run({
    input: {
      locations: [{ name: 'Warehouse', address: { address_1: 'Lager 1', city: 'Berlin', country_code: 'de' } }],
    },
  })
  const { id } = locations[0]
  const of = { [Modules.STOCK_LOCATION]: { stock_location_id: id } }
  await link.create({ ...of, [Modules.FULFILLMENT]: { fulfillment_provider_id: 'manual_manual' } })
  const set = await container.resolve(Modules.FULFILLMENT).createFulfillmentSets({
    name: 'Europe by parcel',
    type: 'shipping',
    service_zones: [{ name: 'Europe', geo_zones: [{ country_code: 'de', type: 'country' }] }],
  })
  await link.create({ ...of, [Modules.FULFILLMENT]: { fulfillment_set_id: set.id } })
  await linkSalesChannelsToStockLocationWorkflow(container).run({ input: { id, add: [salesChannelId] } })
  return set.service_zones[0].id
}
