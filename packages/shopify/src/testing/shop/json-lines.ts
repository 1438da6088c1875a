/** An answer as the lines of a bulk operation: each node of a connection on its own, those within another under its id. */
import {
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isListType,
  isNonNullType,
  type SelectionSetNode,
} from 'graphql'
import { fieldOf, fieldsOf, type Request, rootOf } from '../graphql/execute.ts'

type Json = Readonly<Record<string, unknown>>
interface Entry {
  readonly line: Json
  readonly children: readonly Entry[]
}

/** @throws GraphQLError where it is no query for a bulk operation */
export function checkBulkQuery(schema: GraphQLSchema, { document, operation }: Request): void {
  if (operation.operation !== 'query') throw refused('it is no query')
  let connections = 0
  const check = (selections: SelectionSetNode, type: string, place: 'root' | 'node' | 'list'): void => {
    const fields = [...fieldsOf(schema, document, selections, type)]
    const named = fields.map(({ field, parent }) => ({ field, declared: fieldOf(schema, parent, field.name.value) }))
    for (const { field, declared } of named) {
      if (!declared || !field.selectionSet) continue
      const inner = getNamedType(declared.type).name
      if (inner.endsWith('Connection')) {
        connections += 1
        if (place === 'list') throw refused(`the connection ${field.name.value} is within a list`)
        if (place === 'node' && !fields.some((one) => one.field.name.value === 'id')) {
          throw refused(`the parent of ${field.name.value} must select its id`)
        }
      }
      const bare = isNonNullType(declared.type) ? declared.type.ofType : declared.type
      const isWrapper = /(Connection|Edge)$/.test(inner)
      const isWrapped = /(Connection|Edge)$/.test(type)
      check(field.selectionSet, inner, isWrapped ? 'node' : isListType(bare) && !isWrapper ? 'list' : place)
    }
  }
  check(operation.selectionSet, rootOf(schema, operation).name, 'root')
  if (connections === 0) throw refused('it has no connection')
  if (connections > 5) throw refused('it has more than five connections')
}
const refused = (message: string) => new GraphQLError(`Bulk queries: ${message}`)

/** @param grouped whether children follow their parent; else they come after all that stand higher */
export function jsonLines(data: Json, grouped: boolean): { readonly lines: readonly Json[]; readonly roots: number } {
  const roots = Object.values(data).flatMap((root) => (isConnection(root) ? nodesOf(root).map(entryOf) : []))
  return { lines: grouped ? deep(roots) : wide(roots), roots: roots.length }
}
const isConnection = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && ('edges' in value || 'nodes' in value)
const nodesOf = ({ nodes, edges }: Json): Json[] =>
  ((nodes as Json[] | undefined) ?? (edges as { readonly node: Json }[]).map(({ node }) => node)) as Json[]

function entryOf(node: Json): Entry {
  const children: Entry[] = []
  const line: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(node)) {
    if (!isConnection(value)) line[key] = value
    else children.push(...nodesOf(value).map((child) => entryOf({ ...child, __parentId: node.id })))
  }
  return { line, children }
}
const deep = (entries: readonly Entry[]): Json[] => entries.flatMap(({ line, children }) => [line, ...deep(children)])
const wide = (entries: readonly Entry[]): Json[] =>
  entries.length === 0 ? [] : [...entries.map(({ line }) => line), ...wide(entries.flatMap(({ children }) => children))]
