/** `customer.tag` by customer groups: what Medusa's prices, promotions and admin know a customer's kind by. */
import type { MedusaContainer } from '@medusajs/framework/types'
import { Modules } from '@medusajs/framework/utils'
import { createCustomerGroupsWorkflow, linkCustomersToCustomerGroupWorkflow } from '@medusajs/medusa/core-flows'
import type { Handler, tagCustomer } from '@motkit/core'
import { inTurn } from './lock'

export const tagByGroup =
  (container: MedusaContainer): Handler<typeof tagCustomer> =>
  async ({ customer, data }) => {
    if ('id' in customer) await setTag(container, customer.id, data)
  }

/** Puts a customer into the group of the tag's name, which is made where there is none; or takes them out. */
export async function setTag(
  container: MedusaContainer,
  customerId: string,
  { tag, remove = false }: { readonly tag: string; readonly remove?: boolean | undefined },
): Promise<void> {
  // The table of memberships would take the same one twice.
  await inTurn(container, `groups/${customerId}`, async () => {
    const group = remove ? await find(container, tag) : await open(container, tag)
    if (!group || (await isMember(container, customerId, group)) !== remove) return
    await linkCustomersToCustomerGroupWorkflow(container).run({
      input: { id: group, ...(remove ? { remove: [customerId] } : { add: [customerId] }) },
    })
  })
}

async function find(container: MedusaContainer, name: string): Promise<string | undefined> {
  const [found] = await container.resolve(Modules.CUSTOMER).listCustomerGroups({ name })
  return found?.id
}
async function open(container: MedusaContainer, name: string): Promise<string | undefined> {
  const found = await find(container, name)
  if (found !== undefined) return found
  try {
    const { result } = await createCustomerGroupsWorkflow(container).run({ input: { customersData: [{ name }] } })
    return result[0]?.id
  } catch (error) {
    // Somebody else made it meanwhile: a name is there once.
    const made = await find(container, name)
    if (made === undefined) throw error
    return made
  }
}
async function isMember(container: MedusaContainer, customerId: string, groupId: string): Promise<boolean> {
  const found = await container
    .resolve(Modules.CUSTOMER)
    .listCustomerGroupCustomers({ customer_id: customerId, customer_group_id: groupId })
  return found.length > 0
}
