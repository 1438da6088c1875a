/** Runs an operation over the nodes of a shop by graphql-js and the real schema, which refuses what Shopify cannot answer. */
import {
  type DocumentNode,
  type ExecutionResult,
  executeSync,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { typeOf } from '../shop/node.ts'
import { isListing, type PageArguments, toConnection, type toWhole } from './connection.ts'

/** Answers root fields: by their names, each from its arguments. */
export type Resolvers = Readonly<Record<string, (input: never) => unknown>>

/** An operation that the schema allows. */
export interface Request {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly variables: Readonly<Record<string, unknown>>
}

type Paging = typeof toConnection | typeof toWhole
/**
 * @param resolvers of the root fields that are known
 * @param paging how a connection is made of what it lists
 */
export function executeRequest(
  schema: GraphQLSchema,
  { document, operation, variables }: Request,
  resolvers: Resolvers,
  paging: Paging = toConnection,
): ExecutionResult {
  return executeSync({
    contextValue: paging,
    schema,
    document,
    rootValue: resolvers,
    variableValues: variables,
    ...(operation.name ? { operationName: operation.name.value } : {}),
    fieldResolver: resolveField,
    typeResolver: (value) => {
      const { __typename, id } = value as { __typename?: string; id?: string }
      return __typename ?? (id === undefined ? undefined : typeOf(id))
    },
  })
}

const MOST_INPUTS = 250
const resolveField: GraphQLFieldResolver<Record<string, unknown>, Paging> = (source, input, paging, info) => {
  const { parentType, fieldName, returnType } = info
  const value = source[fieldName]
  if (value === undefined) {
    throw new GraphQLError(`The local Admin API does not know ${parentType.name}.${fieldName}`, {
      extensions: { code: 'UNKNOWN_HERE' },
    })
  }
  for (const [name, given] of Object.entries(input)) {
    if (Array.isArray(given) && given.length > MOST_INPUTS) {
      throw new GraphQLError(
        `The input array size of ${given.length} is greater than the maximum allowed of ${MOST_INPUTS} (${name})`,
        { extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' } },
      )
    }
  }
  const found = typeof value === 'function' ? value.call(source, input) : value
  if (isListing(found)) return paging(found, input as PageArguments)
  if (!Array.isArray(found)) return found
  if (getNamedType(returnType).name.endsWith('Connection')) return paging(found, input as PageArguments)
  const list = isNonNullType(returnType) ? isListType(returnType.ofType) : isListType(returnType)
  return list && typeof input.first === 'number' ? found.slice(0, input.first) : found
}

/** The fields of a selection under a type, fragments taken in; each with the type that it is selected on. */
export function* fieldsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  selections: SelectionSetNode,
  parent: string,
): Generator<{ readonly field: FieldNode; readonly parent: string }> {
  for (const selection of selections.selections) {
    if (selection.kind === 'Field') yield { field: selection, parent }
    else if (selection.kind === 'InlineFragment') {
      yield* fieldsOf(schema, document, selection.selectionSet, selection.typeCondition?.name.value ?? parent)
    } else {
      const fragment = document.definitions.find(
        (one): one is FragmentDefinitionNode =>
          one.kind === 'FragmentDefinition' && one.name.value === selection.name.value,
      )
      if (fragment) yield* fieldsOf(schema, document, fragment.selectionSet, fragment.typeCondition.name.value)
    }
  }
}
/** What the schema says of a field; nothing of `__typename`. */
export function fieldOf(
  schema: GraphQLSchema,
  parent: string,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  const type = schema.getType(parent)
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
}
export const rootOf = (schema: GraphQLSchema, { operation }: OperationDefinitionNode): GraphQLObjectType => {
  const root = schema.getRootType(operation)
  if (root) return root
  throw new GraphQLError(`The Admin API has no ${operation}`)
}
