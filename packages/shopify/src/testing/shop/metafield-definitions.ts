/** Definitions of metafields: the name and the type of those of a kind of owner. */
import type { Resolvers } from '../graphql/execute.ts'
import { namespaceOf } from './metafields.ts'
import type { Node } from './node.ts'
import type { Shop } from './shop.ts'
import { refusing } from './user-errors.ts'

interface DefinitionInput {
  readonly name: string
  readonly namespace?: string | null
  readonly key: string
  readonly type: string
  readonly ownerType: string
  readonly description?: string | null
}
interface Definition extends Node {
  readonly namespace: string
  readonly key: string
  readonly ownerType: string
}

export const definitionResolvers = (shop: Shop) =>
  ({
    metafieldDefinitionCreate({ definition }: { definition: DefinitionInput }) {
      const { name, key, type, ownerType, description } = definition
      const namespace = namespaceOf(definition.namespace ?? undefined)
      const refuse = (code: string, message: string, field: string) =>
        refusing('createdDefinition')(code, message, 'definition', field)
      if (!name) return refuse('BLANK', "Name can't be blank", 'name')
      if (!/^[\w-]{2,64}$/.test(key)) return refuse('INVALID', 'Key is invalid', 'key')
      const same = (one: Definition) => one.namespace === namespace && one.key === key && one.ownerType === ownerType
      if (shop.all<Definition>('MetafieldDefinition').some(same)) {
        return refuse('TAKEN', `Key is in use for ${ownerType} metafields on the '${namespace}' namespace.`, 'key')
      }
      const createdDefinition = shop.add({
        id: shop.nextId('MetafieldDefinition'),
        name,
        namespace,
        key,
        ownerType,
        description: description ?? null,
        type: { name: type, category: 'TEXT', valueType: null },
        validations: [],
        pinnedPosition: null,
      })
      return { createdDefinition, userErrors: [] }
    },
  }) satisfies Resolvers
