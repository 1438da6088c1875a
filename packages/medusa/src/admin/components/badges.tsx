/** Colours that go with a word; never without the word. */
import { StatusBadge } from '@medusajs/ui'
import type { CustomerAnswer } from '../../api/admin/mot/answers'
import { useWords } from '../words/use-words'

export type Polarity = CustomerAnswer['moments'][number]['polarity']
const ofPolarity = { positive: 'green', neutral: 'grey', negative: 'red' } as const

export function PolarityBadge({ polarity }: { readonly polarity: Polarity }) {
  const { nameOf } = useWords()
  return <StatusBadge color={ofPolarity[polarity]}>{nameOf('polarities', polarity)}</StatusBadge>
}

const ofState: Record<string, 'green' | 'red' | 'blue' | 'orange' | 'grey'> = {
  open: 'blue',
  taken: 'blue',
  waiting: 'blue',
  planned: 'blue',
  done: 'green',
  sent: 'green',
  dead: 'red',
  held: 'orange',
  suppressed: 'orange',
  skipped: 'orange',
}
/** How a decision, an action or a review request stands. */
export function StateBadge({ state }: { readonly state: string }) {
  const { nameOf } = useWords()
  return <StatusBadge color={ofState[state] ?? 'grey'}>{nameOf('states', state)}</StatusBadge>
}
