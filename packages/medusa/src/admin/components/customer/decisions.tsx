/** What was decided: promised, done, or held back and why. */
import { Text } from '@medusajs/ui'
import { useState } from 'react'
import type { ShownDecision } from '../../../api/admin/mot/answers'
import { useWords } from '../../words/use-words'
import { StateBadge } from '../badges'
import { More } from '../more'
import { Nothing } from '../section'
import { Subject } from '../subject'
import { What } from '../what'

const FIRST = 8

interface DecisionsProps {
  readonly decisions: readonly ShownDecision[]
  /** Said where there are none. */
  readonly none: string
}
export function Decisions({ decisions, none }: DecisionsProps) {
  const { time } = useWords()
  const [shown, show] = useState(FIRST)
  if (decisions.length === 0) return <Nothing>{none}</Nothing>
  return (
    <>
      <ul className="flex flex-col divide-y">
        {decisions.slice(0, shown).map((decision) => (
          <li
            key={`${decision.rule} ${decision.subject} ${decision.name}`}
            className="flex items-start justify-between gap-3 py-2"
          >
            <div className="min-w-0">
              <What {...decision} type={decision.kind === 'timer' ? 'timer' : decision.type} />
              <Held held={decision.held} />
              <Text size="xsmall" className="text-ui-fg-subtle">
                <time dateTime={decision.due}>{time(decision.due)}</time> · <Subject subject={decision.subject} />
              </Text>
            </div>
            <StateBadge state={decision.state} />
          </li>
        ))}
      </ul>
      {decisions.length > shown && <More onClick={() => show(decisions.length)} />}
    </>
  )
}

/** Which guard said no, or not yet, and why. */
function Held({ held }: Pick<ShownDecision, 'held'>) {
  const { t, nameOf, reasonOf, time } = useWords()
  if (!held || held.verdict === 'allow') return null
  const why = t('actions.by', { guard: nameOf('guards', held.guard), reason: reasonOf(held.reason ?? held.guard) })
  return (
    <Text size="small">
      {why}
      {held.until && `, ${t('common.until', { date: time(held.until) })}`}
    </Text>
  )
}
