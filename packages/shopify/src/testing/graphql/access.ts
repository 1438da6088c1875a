/** Which access scopes an operation needs, by what the schema says of types and of root fields. */
import { type GraphQLSchema, getNamedType, isObjectType } from 'graphql'
import { fieldOf, fieldsOf, type Request, rootOf } from './execute.ts'

export interface Access {
  /** The type, or the root field, that asks for it. */
  readonly what: string
  /** One of these scopes is needed. */
  readonly scopes: readonly string[]
}

/** Of each root field, and of each type whose fields are asked for. */
export function accessOf(schema: GraphQLSchema, { document, operation }: Request): readonly Access[] {
  const needed = new Map<string, readonly string[]>()
  const note = (what: string, extensions: { readonly requiredAccess?: unknown } | undefined) => {
    const scopes = scopesIn(extensions?.requiredAccess)
    if (scopes.length > 0) needed.set(what, scopes)
  }
  const pending = [{ selections: operation.selectionSet, type: rootOf(schema, operation).name }]
  for (const { selections, type } of pending) {
    for (const { field, parent } of fieldsOf(schema, document, selections, type)) {
      const found = fieldOf(schema, parent, field.name.value)
      const owner = schema.getType(parent)
      if (isObjectType(owner)) note(parent, owner.extensions)
      if (!found) continue
      note(`${parent}.${field.name.value}`, found.extensions)
      if (field.selectionSet) pending.push({ selections: field.selectionSet, type: getNamedType(found.type).name })
    }
  }
  return [...needed].map(([what, scopes]) => ({ what, scopes }))
}
/** @param granted to write is to read as well */
export const isGranted = ({ scopes }: Access, granted: ReadonlySet<string>): boolean =>
  scopes.some((scope) => granted.has(scope) || granted.has(scope.replace(/^read_/, 'write_')))

const scopesIn = (text: unknown): string[] =>
  typeof text === 'string' ? [...text.matchAll(/`((?:read|write)_\w+)`/g)].map(([, scope = '']) => scope) : []
