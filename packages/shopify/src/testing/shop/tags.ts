/** Tags: a set without case, of what can be tagged. */
import type { Resolvers } from '../graphql/execute.ts'
import type { Node } from './node.ts'
import type { Shop } from './shop.ts'
import type { UserError } from './user-errors.ts'

interface Tagged extends Node {
  tags: readonly string[]
  updatedAt: string
}
type Change = (tags: readonly string[], given: readonly string[]) => readonly string[]
const LONGEST = 255

export const tagResolvers = (shop: Shop) =>
  ({ tagsAdd: changing(shop, add), tagsRemove: changing(shop, remove) }) satisfies Resolvers

const same = (tag: string) => (other: string) => tag.toLowerCase() === other.toLowerCase()
const add: Change = (tags, given) => [...tags, ...given].filter((tag, index, all) => all.findIndex(same(tag)) === index)
const remove: Change = (tags, given) => tags.filter((tag) => !given.some(same(tag)))

const changing =
  (shop: Shop, change: Change) =>
  ({ id, tags }: { id: string; tags: readonly string[] }): { node: Node | null; userErrors: UserError[] } => {
    const node = shop.node(id)
    if (!isTagged(node)) return refuse(['id'], 'Resource does not exist')
    const given = tags.flatMap((tag) => tag.split(',')).map((tag) => tag.trim())
    if (given.some((tag) => tag.length > LONGEST)) return refuse(['tags'], `Tag is longer than ${LONGEST} characters`)
    const changed = change(node.tags, given.filter(Boolean))
    if (changed.length !== node.tags.length) Object.assign(node, { tags: [...changed].sort(), updatedAt: shop.now() })
    return { node, userErrors: [] }
  }
const isTagged = (node: Node | undefined): node is Tagged => node !== undefined && 'tags' in node
const refuse = (field: string[], message: string) => ({ node: null, userErrors: [{ field, message }] })
