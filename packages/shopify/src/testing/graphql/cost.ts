/**
 * What a request costs (https://shopify.dev/docs/api/usage/limits): an object is a point, a connection two and its nodes, a
 * mutation ten. Asked for, it is what the request could answer with; in the end, what it did.
 */
import { type FieldNode, type GraphQLNamedType, type GraphQLSchema, getNamedType, isLeafType } from 'graphql'
import { fieldOf, fieldsOf, type Request, rootOf } from './execute.ts'

type Value = Readonly<Record<string, unknown>>

/** Before it is carried out. */
export const requestedCost = (schema: GraphQLSchema, request: Request): number => costOf(schema, request, undefined)
/** By what was answered. */
export const actualCost = (schema: GraphQLSchema, request: Request, data: unknown): number =>
  costOf(schema, request, (data ?? {}) as Value)

function costOf(schema: GraphQLSchema, { document, operation, variables }: Request, data: Value | undefined): number {
  const fields = [...fieldsOf(schema, document, operation.selectionSet, rootOf(schema, operation).name)]
  if (operation.operation === 'mutation') return 10 * fields.length

  const sizeOf = (field: FieldNode): number => {
    const size = field.arguments?.find(({ name }) => name.value === 'first' || name.value === 'last')?.value
    if (size?.kind === 'IntValue') return Number(size.value)
    return size?.kind === 'Variable' ? Number(variables[size.name.value] ?? 0) : 0
  }
  const below = (field: FieldNode, type: string, value: Value | undefined, times: number): number => {
    let cost = 0
    for (const inner of field.selectionSet ? fieldsOf(schema, document, field.selectionSet, type) : []) {
      cost += costOfField(inner.field, inner.parent, value, times)
    }
    return cost
  }
  /** @param times how many nodes the connection around it may have */
  const costOfField = (field: FieldNode, parent: string, from: Value | undefined, times: number): number => {
    const type = fieldType(schema, parent, field.name.value)
    if (!type || isLeafType(type) || type.name === 'PageInfo') return 0
    const value = from?.[field.alias?.value ?? field.name.value]
    if (from && (value === undefined || value === null)) return 0
    if (type.name.endsWith('Connection')) return 2 + below(field, type.name, value as Value | undefined, sizeOf(field))
    if (!from) return times * (own(type) + below(field, type.name, undefined, 1))
    return [value].flat().reduce<number>((sum, one) => sum + own(type) + below(field, type.name, one as Value, 1), 0)
  }
  return fields.reduce((sum, { field, parent }) => sum + costOfField(field, parent, data, 1), 0)
}

const own = (type: GraphQLNamedType): number => (type.name.endsWith('Edge') ? 0 : 1)
function fieldType(schema: GraphQLSchema, parent: string, name: string): GraphQLNamedType | undefined {
  const field = fieldOf(schema, parent, name)
  return field && getNamedType(field.type)
}
