/** An order of the local shop as Shopify's webhooks show it: `orders/*` all of it, `refunds/create` and `fulfillments/create` a part. */
import type { LocalShop } from '@motkit/shopify/testing'

interface Amount {
  readonly presentmentMoney: { readonly amount: string; readonly currencyCode: string }
}
interface Line {
  readonly id: string
  readonly title: string
  readonly quantity: number
  readonly product: { readonly id: string } | null
  readonly originalUnitPriceSet: Amount
}
interface Some {
  readonly quantity: number
  readonly lineItem: Line
}
interface Asked {
  readonly order: {
    readonly id: string
    readonly createdAt: string
    readonly updatedAt: string
    readonly displayFinancialStatus: string
    readonly totalPriceSet: Amount
    readonly currentTotalPriceSet: Amount
    readonly customer: { readonly id: string } | null
    readonly shippingAddress: { readonly countryCodeV2: string } | null
    readonly lineItems: { readonly nodes: readonly Line[] }
    readonly refunds: readonly {
      readonly id: string
      readonly createdAt: string
      readonly refundLineItems: { readonly nodes: readonly (Some & { readonly subtotalSet: Amount })[] }
      readonly transactions: { readonly nodes: readonly { readonly status: string; readonly amountSet: Amount }[] }
    }[]
    readonly fulfillments: readonly {
      readonly id: string
      readonly createdAt: string
      readonly status: string
      readonly fulfillmentLineItems: { readonly nodes: readonly Some[] }
    }[]
  }
}
const MONEY = '{ presentmentMoney { amount currencyCode } }'
const LINE = `{ id title quantity product { id } originalUnitPriceSet ${MONEY} }`
const query = `query ($id: ID!) {
  order(id: $id) {
    id createdAt updatedAt displayFinancialStatus totalPriceSet ${MONEY} currentTotalPriceSet ${MONEY}
    customer { id } shippingAddress { countryCodeV2 } lineItems(first: 10) { nodes ${LINE} }
    refunds {
      id createdAt refundLineItems(first: 10) { nodes { quantity lineItem ${LINE} subtotalSet ${MONEY} } }
      transactions(first: 10) { nodes { status amountSet ${MONEY} } }
    }
    fulfillments { id createdAt status fulfillmentLineItems(first: 10) { nodes { quantity lineItem ${LINE} } } }
  }
}`
const numberOf = (gid: string): number => Number(gid.slice(gid.lastIndexOf('/') + 1))
const money = ({ presentmentMoney: { amount, currencyCode: currency_code } }: Amount) => ({
  presentment_money: { amount, currency_code },
})
const line = ({ id, title, quantity, product, originalUnitPriceSet }: Line) => ({
  id: numberOf(id),
  title,
  quantity,
  product_id: product && numberOf(product.id),
  price_set: money(originalUnitPriceSet),
})
const some = ({ lineItem, quantity }: Some) => ({ ...line(lineItem), quantity })

export async function orderBody(shop: LocalShop, gid: string) {
  const { order } = await shop.ask<Asked>(query, { id: gid })
  const order_id = numberOf(order.id)
  return {
    id: order_id,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
    financial_status: order.displayFinancialStatus.toLowerCase(),
    total_price_set: money(order.totalPriceSet),
    current_total_price_set: money(order.currentTotalPriceSet),
    customer: order.customer && { id: numberOf(order.customer.id) },
    shipping_address: order.shippingAddress && { country_code: order.shippingAddress.countryCodeV2 },
    line_items: order.lineItems.nodes.map(line),
    refunds: order.refunds.map(({ id, createdAt, refundLineItems, transactions }) => ({
      id: numberOf(id),
      order_id,
      created_at: createdAt,
      refund_line_items: refundLineItems.nodes.map((one) => ({
        quantity: one.quantity,
        line_item: line(one.lineItem),
        subtotal_set: money(one.subtotalSet),
      })),
      transactions: transactions.nodes.map(({ status, amountSet: { presentmentMoney } }) => ({
        kind: 'refund',
        status: status.toLowerCase(),
        amount: presentmentMoney.amount,
        currency: presentmentMoney.currencyCode,
      })),
    })),
    fulfillments: order.fulfillments.map(({ id, createdAt, status, fulfillmentLineItems }) => ({
      id: numberOf(id),
      order_id,
      status: status.toLowerCase(),
      created_at: createdAt,
      updated_at: createdAt,
      line_items: fulfillmentLineItems.nodes.map(some),
    })),
  }
}
