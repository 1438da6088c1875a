/** What something is about: an order or a customer is a link to it. */
import { Link } from 'react-router-dom'
import { customerIdOf, readSubject } from '../words/names'
import { useWords } from '../words/use-words'
import { useName } from './named'

const look = 'text-ui-fg-base hover:text-ui-fg-subtle underline'

export function Subject({ subject }: { readonly subject: string }) {
  const { subjectOf } = useWords()
  const { kind, id } = readSubject(subject)
  const name = useName(id)
  const text = subjectOf(subject, name && `#${name}`)
  if (kind !== 'order') return <span>{text}</span>
  return (
    <Link className={look} to={`/orders/${id}`}>
      {text}
    </Link>
  )
}

/** @param customer a key of the engine, or an id of the shop */
export function CustomerLink({ customer }: { readonly customer: string }) {
  const id = customerIdOf(customer)
  const name = useName(id ?? '')
  if (id === undefined) return <span>{customer}</span>
  return (
    <Link className={look} to={`/customers/${id}`}>
      {name ?? readSubject(`customer/${id}`).short}
    </Link>
  )
}
