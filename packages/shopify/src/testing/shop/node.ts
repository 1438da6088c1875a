/** What a shop keeps: nodes under the global ids of Shopify, as the schema names their fields. */
import { GraphQLError } from 'graphql'
import type { Position } from '../graphql/connection.ts'

/** A node as the schema sees it. A field may be a function of its arguments; a list may answer for a connection. */
export interface Node {
  readonly id: string
  /** Where the id does not say the type. */
  readonly __typename?: string
}

/** `gid://shopify/Customer/7` is of type `Customer`. */
const GID = /^gid:\/\/shopify\/(\w+)\/(\d+)/
export const gid = (type: string, number: number | string): string => `gid://shopify/${type}/${number}`
/** @throws GraphQLError as Shopify does, where it is no global id */
export function typeOf(id: string): string {
  const type = GID.exec(id)?.[1]
  if (type) return type
  throw new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: 'INVALID_VARIABLE' } })
}
/** The number at the end of a global id, by which Shopify sorts. */
export const numberOf = (id: string): number => Number(GID.exec(id)?.[2])

/** In the order of the ids. */
export const byNumber = ({ id }: Node): Position => [numberOf(id), 0]
