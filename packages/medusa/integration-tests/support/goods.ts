/** What a shop must have before anybody can buy: a region, a place to ship from, a way to ship, two things to sell. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { ContainerRegistrationKeys, Modules } from '@medusajs/framework/utils'
import {
  createProductsWorkflow,
  createRegionsWorkflow,
  createShippingOptionsWorkflow,
  createShippingProfilesWorkflow,
  createStockLocationsWorkflow,
  linkSalesChannelsToStockLocationWorkflow,
} from '@medusajs/medusa/core-flows'

export interface Goods {
  readonly regionId: string
  readonly locationId: string
  readonly shippingOptionId: string
  /** Variants by the product they are of; prices in euro: a mug is 20, a tin is 12.50. Shipping is 5. */
  readonly variants: { readonly mug: string; readonly tin: string }
  /** Opens the store API. */
  readonly publishableKey: string
}

export async function stockUp(container: MedusaContainer): Promise<Goods> {
  const [channel] = await container.resolve(Modules.SALES_CHANNEL).listSalesChannels({})
  const [key] = await container.resolve(Modules.API_KEY).listApiKeys({ type: 'publishable' })
  if (!channel || !key) throw new Error('Medusa made no sales channel or no publishable key')
  const region = await first(
    createRegionsWorkflow(container).run({
      input: {
        regions: [
          { name: 'Europe', currency_code: 'eur', countries: ['de', 'fr'], payment_providers: ['pp_system_default'] },
        ],
      },
    }),
  )
  const profile = await first(
    createShippingProfilesWorkflow(container).run({ input: { data: [{ name: 'Parcels', type: 'default' }] } }),
  )
  const { locationId, zoneId } = await openWarehouse(container, channel.id)
  const option = await first(
    createShippingOptionsWorkflow(container).run({
      input: [
        {
          name: 'Parcel',
          price_type: 'flat',
          provider_id: 'manual_manual',
          service_zone_id: zoneId,
          shipping_profile_id: profile.id,
          type: { label: 'Parcel', description: 'In two days', code: 'parcel' },
          prices: [{ region_id: region.id, amount: 5 }],
          rules: [
            { attribute: 'enabled_in_store', operator: 'eq', value: 'true' },
            { attribute: 'is_return', operator: 'eq', value: 'false' },
          ],
        },
      ],
    }),
  )
  const product = (title: string, amount: number) => ({
    title,
    status: 'published' as const,
    shipping_profile_id: profile.id,
    sales_channels: [{ id: channel.id }],
    options: [{ title: 'Size', values: ['one'] }],
    variants: [
      {
        title,
        sku: title.toUpperCase(),
        options: { Size: 'one' },
        manage_inventory: false,
        prices: [{ amount, currency_code: 'eur' }],
      },
    ],
  })
  const { result: products } = await createProductsWorkflow(container).run({
    input: { products: [product('Mug', 20), product('Tin', 12.5)] },
  })
  const variantOf = (title: string): string => {
    const id = products.find((one) => one.title === title)?.variants[0]?.id
    if (!id) throw new Error(`no variant of ${title}`)
    return id
  }
  return {
    regionId: region.id,
    locationId,
    shippingOptionId: option.id,
    variants: { mug: variantOf('Mug'), tin: variantOf('Tin') },
    publishableKey: key.token,
  }
}

async function openWarehouse(container: MedusaContainer, channelId: string) {
  const link = container.resolve(ContainerRegistrationKeys.LINK)
  const location = await first(
    createStockLocationsWorkflow(container).run({
      input: {
        locations: [{ name: 'Warehouse', address: { address_1: 'Lager 1', city: 'Berlin', country_code: 'de' } }],
      },
    }),
  )
  const of = { [Modules.STOCK_LOCATION]: { stock_location_id: location.id } }
  await link.create({ ...of, [Modules.FULFILLMENT]: { fulfillment_provider_id: 'manual_manual' } })
  const set = await container.resolve(Modules.FULFILLMENT).createFulfillmentSets({
    name: 'Europe by parcel',
    type: 'shipping',
    service_zones: [{ name: 'Europe', geo_zones: [{ country_code: 'de', type: 'country' }] }],
  })
  await link.create({ ...of, [Modules.FULFILLMENT]: { fulfillment_set_id: set.id } })
  await linkSalesChannelsToStockLocationWorkflow(container).run({ input: { id: location.id, add: [channelId] } })
  const zoneId = set.service_zones[0]?.id
  if (!zoneId) throw new Error('no service zone')
  return { locationId: location.id, zoneId }
}

async function first<T>(run: Promise<{ result: T[] }>): Promise<T> {
  const [one] = (await run).result
  if (one === undefined) throw new Error('nothing was made')
  return one
}
