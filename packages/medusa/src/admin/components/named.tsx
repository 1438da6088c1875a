/** Orders by their numbers and customers by their addresses, as the shop's people know them; asked once for all that is shown. */
import { createContext, type ReactNode, useContext } from 'react'
import { useCustomerNames, useOrderNames } from '../api/queries'
import { customerIdOf, readSubject } from '../words/names'

const Names = createContext<ReadonlyMap<string, string>>(new Map())
/** Nothing before they came, and where nobody may know. */
export const useName = (id: string): string | undefined => useContext(Names).get(id)

interface NamedProps {
  /** What is shown is about these. */
  readonly subjects?: readonly string[]
  /** Keys of the engine, or ids of the shop. */
  readonly customers?: readonly string[]
  readonly children: ReactNode
}
export function Named({ subjects = [], customers = [], children }: NamedProps) {
  const orders = useOrderNames(subjects.map(readSubject).flatMap(({ kind, id }) => (kind === 'order' ? [id] : [])))
  const people = useCustomerNames(customers.flatMap((customer) => customerIdOf(customer) ?? []))
  const names = new Map([...(orders.data ?? []), ...(people.data ?? [])])
  return <Names.Provider value={names}>{children}</Names.Provider>
}
