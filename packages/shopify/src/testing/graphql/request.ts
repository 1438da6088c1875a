/** What a request asks for, once the schema allows it. */
import { type DocumentNode, GraphQLError, type GraphQLSchema, getOperationAST, parse, validate } from 'graphql'
import { fieldsOf, type Request, rootOf } from './execute.ts'

export interface Body {
  readonly query: string
  readonly variables?: object | null
  readonly operationName?: string | null
}

/** @throws GraphQLError where the schema does not allow it */
export type ReadRequest = (body: Body) => Request

const MOST_KEPT = 1_000
/** Reads requests; a document that was allowed once is not looked at again. */
export function requestReader(schema: GraphQLSchema): ReadRequest {
  const allowed = new Map<string, DocumentNode>()
  const documentOf = (query: string): DocumentNode => {
    const document = parse(query)
    const [error] = validate(schema, document)
    if (error) throw error
    if (allowed.size >= MOST_KEPT) allowed.clear()
    allowed.set(query, document)
    return document
  }
  return ({ query, variables, operationName }) => {
    const document = allowed.get(query) ?? documentOf(query)
    const operation = getOperationAST(document, operationName)
    if (!operation) throw new GraphQLError('No operation, or several and no operationName')
    return { document, operation, variables: { ...variables } }
  }
}
/** The names of the root fields that are asked for. */
export const rootFieldsOf = (schema: GraphQLSchema, { document, operation }: Request): string[] =>
  [...fieldsOf(schema, document, operation.selectionSet, rootOf(schema, operation).name)].map(
    ({ field }) => field.name.value,
  )
