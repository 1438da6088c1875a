/** Metafields: set all or none, 25 at a time, where it is asked only if nobody changed them since. */
import { createHash } from 'node:crypto'
import type { Resolvers } from '../graphql/execute.ts'
import { type Node, numberOf } from './node.ts'
import type { Shop } from './shop.ts'
import type { UserError } from './user-errors.ts'

export interface Metafield extends Node {
  readonly namespace: string
  readonly key: string
  readonly ownerId: string
  type: string
  value: string
  updatedAt: string
}
interface Identifier {
  readonly ownerId: string
  readonly namespace?: string
  readonly key: string
}
interface MetafieldInput extends Identifier {
  readonly type?: string
  readonly value: string
  readonly compareDigest?: string | null
}

const MOST = 25
const ownerTypes: Readonly<Record<string, string>> = {
  Customer: 'CUSTOMER',
  Order: 'ORDER',
  Product: 'PRODUCT',
  Shop: 'SHOP',
  AppInstallation: 'API_PERMISSION',
  DiscountCodeNode: 'DISCOUNT',
}
/** `$app` and what stands for it: the namespace that only this app writes. */
const APP = 'app--1'
export const namespaceOf = (namespace = '$app'): string =>
  namespace.replace(/^\$app(?=$|[:-])/, APP).replace(`${APP}:`, `${APP}--`)
const digestOf = (value: string, type: string) => createHash('sha256').update(`${type}\n${value}`).digest('hex')

const findMetafield = (shop: Shop, { ownerId, namespace, key }: Identifier): Metafield | undefined =>
  metafieldsOf(shop, ownerId, namespace === undefined ? APP : namespace).find((one) => one.key === key)
const metafieldsOf = (shop: Shop, ownerId: string, namespace?: string | null): Metafield[] =>
  shop
    .having<Metafield>('Metafield', 'ownerId', ownerId)
    .filter((one) => !namespace || one.namespace === namespaceOf(namespace))

/** The fields of a node that has metafields. */
export const metafieldsFields = (shop: Shop, ownerId: string) => ({
  metafield: ({ namespace, key }: { namespace?: string; key: string }) =>
    findMetafield(shop, { ownerId, key, ...(namespace ? { namespace } : {}) }) ?? null,
  metafields: ({ namespace, keys }: { namespace?: string; keys?: string[] }) =>
    metafieldsOf(shop, ownerId, namespace).filter(
      ({ namespace: own, key }) => !keys || keys.includes(key) || keys.includes(`${own}.${key}`),
    ),
})

export const metafieldResolvers = (shop: Shop) =>
  ({
    metafieldsSet({ metafields }: { metafields: readonly MetafieldInput[] }) {
      const userErrors = metafields.flatMap((input, index) => refusals(shop, input, index))
      if (metafields.length > MOST) {
        userErrors.push(
          refusal(null, 'LESS_THAN_OR_EQUAL_TO', `Exceeded the maximum metafields input limit of ${MOST}.`),
        )
      }
      if (userErrors.length > 0) return { metafields: null, userErrors }
      return { metafields: metafields.map((input) => setMetafield(shop, input)), userErrors }
    },
    metafieldsDelete({ metafields }: { metafields: readonly Identifier[] }) {
      const deletedMetafields = metafields.map(({ ownerId, namespace, key }) => {
        const found = findMetafield(shop, { ownerId, key, ...(namespace ? { namespace } : {}) })
        if (found) shop.remove(found.id)
        return found ? { ownerId, namespace: found.namespace, key } : null
      })
      return { deletedMetafields, userErrors: [] }
    },
  }) satisfies Resolvers

function setMetafield(shop: Shop, input: MetafieldInput): Metafield {
  const found = findMetafield(shop, input)
  const now = shop.now()
  if (found) {
    const type = input.type ?? found.type
    if (found.value !== input.value || found.type !== type)
      Object.assign(found, { value: input.value, type, updatedAt: now })
    return found
  }
  const id = shop.nextId('Metafield')
  const { ownerId, key, value, type = '' } = input
  const fields = {
    id,
    legacyResourceId: String(numberOf(id)),
    ownerId,
    ownerType: ownerTypes[ownerId.split('/')[3] ?? ''],
    owner: () => shop.node(ownerId),
    namespace: namespaceOf(input.namespace),
    key,
    type,
    value,
    definition: null,
    createdAt: now,
    updatedAt: now,
    get compareDigest() {
      return digestOf(this.value, this.type)
    },
    get jsonValue() {
      return isText(this.type) ? this.value : JSON.parse(this.value)
    },
    get sizeInBytes() {
      return Buffer.byteLength(this.value)
    },
  }
  return shop.add(fields)
}

function refusals(shop: Shop, input: MetafieldInput, index: number): (UserError & { elementIndex: number | null })[] {
  const refuse = (field: string, code: string, message: string) => [
    refusal(['metafields', String(index), field], code, message, index),
  ]
  const { ownerId, key, value, namespace } = input
  if (!ownerTypes[ownerId.split('/')[3] ?? ''] || !shop.node(ownerId)) {
    return refuse('ownerId', 'INVALID', 'Owner does not exist.')
  }
  if (!/^[\w-]{2,64}$/.test(key)) return refuse('key', key.length > 64 ? 'TOO_LONG' : 'INVALID', 'Key is invalid.')
  if (!/^[\w-]{3,255}$/.test(namespaceOf(namespace))) return refuse('namespace', 'INVALID', 'Namespace is invalid.')
  const found = findMetafield(shop, input)
  const type = input.type ?? found?.type
  if (!type) return refuse('type', 'BLANK', "Type can't be blank")
  if (value === '') return refuse('value', 'BLANK', "Value can't be blank.")
  if (!isValue(type, value)) return refuse('value', 'INVALID_VALUE', `Value is invalid for ${type}.`)
  const digest = found ? digestOf(found.value, found.type) : null
  if (input.compareDigest !== undefined && input.compareDigest !== digest) {
    return refuse(
      'compareDigest',
      'STALE_OBJECT',
      'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.',
    )
  }
  return []
}
const refusal = (field: string[] | null, code: string, message: string, elementIndex: number | null = null) => ({
  field,
  code,
  message,
  elementIndex,
})

const isText = (type: string): boolean =>
  /text_field|^(date|date_time|color|id|url|number_decimal)$|reference$/.test(type)
const formats: Readonly<Record<string, (value: string) => boolean>> = {
  number_integer: (value) => /^-?\d+$/.test(value),
  number_decimal: (value) => /^-?\d+(\.\d+)?$/.test(value),
  boolean: (value) => value === 'true' || value === 'false',
  date: (value) => /^\d{4}-\d\d-\d\d$/.test(value),
  date_time: (value) => !Number.isNaN(Date.parse(value)),
  single_line_text_field: (value) => !value.includes('\n'),
}
function isValue(type: string, value: string): boolean {
  const format = formats[type]
  if (format) return format(value)
  if (isText(type)) return true
  try {
    JSON.parse(value)
    return true
  } catch {
    return false
  }
}
