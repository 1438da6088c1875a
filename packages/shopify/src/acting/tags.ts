/** `customer.tag`: Shopify adds what is there already without a word, and takes off what is not. */
import { addTags, removeTags } from './operations/customers.ts'
import { ask, type Calling } from './shop.ts'

export const setTag = (
  calling: Calling,
  customer: string,
  { tag, remove = false }: { readonly tag: string; readonly remove?: boolean | undefined },
): Promise<unknown> => {
  const variables = { id: customer, tags: [tag] }
  return remove ? ask(calling, removeTags, variables) : ask(calling, addTags, variables)
}
