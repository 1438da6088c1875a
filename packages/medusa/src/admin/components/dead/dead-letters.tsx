/** Actions that failed for good: chosen ones are tried again, or dropped. */
import { Checkbox, Text } from '@medusajs/ui'
import { useState } from 'react'
import type { DeadAnswer } from '../../../api/admin/mot/answers'
import { useDead } from '../../api/queries'
import { useWords } from '../../words/use-words'
import { Answer } from '../answer'
import { Grid } from '../grid'
import { More } from '../more'
import { Named } from '../named'
import { Nothing, Section } from '../section'
import { CustomerLink, Subject } from '../subject'
import { What } from '../what'
import { DeadActions } from './dead-actions'

type Dead = DeadAnswer['actions'][number]

export function DeadLetters() {
  const { t } = useWords()
  const dead = useDead()
  const [chosen, choose] = useState<readonly string[]>([])
  // What is gone meanwhile is not chosen any more.
  const keys = (dead.data ?? []).map(({ key }) => key).filter((key) => chosen.includes(key))
  return (
    <Section title={t('tabs.dead')} hint={t('dead.hint')} actions={<DeadActions keys={keys} />}>
      <Answer query={dead}>
        {(actions) =>
          actions.length === 0 ? (
            <div className="px-6 py-4">
              <Nothing>{t('dead.none')}</Nothing>
            </div>
          ) : (
            <DeadTable actions={actions} chosen={keys} choose={choose} />
          )
        }
      </Answer>
      {dead.hasNextPage && (
        <div className="px-6 py-4">
          <More onClick={() => dead.fetchNextPage()} />
        </div>
      )}
    </Section>
  )
}

interface DeadTableProps {
  readonly actions: readonly Dead[]
  readonly chosen: readonly string[]
  readonly choose: (keys: readonly string[]) => void
}
function DeadTable({ actions, chosen, choose }: DeadTableProps) {
  const { t, nameOf, subjectOf } = useWords()
  const toggle = (key: string): void =>
    choose(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key])
  const every = actions.length === chosen.length
  return (
    <Named subjects={actions.map(({ subject }) => subject)} customers={actions.map(({ customer }) => customer)}>
      <Grid
        label={t('tabs.dead')}
        rows={actions}
        keyOf={({ key }) => key}
        columns={[
          {
            title: t('dead.chooseAll'),
            head: (
              <Checkbox
                aria-label={t('dead.chooseAll')}
                checked={every}
                onCheckedChange={() => choose(every ? [] : actions.map(({ key }) => key))}
              />
            ),
            cell: ({ key, type, subject }) => (
              <Checkbox
                aria-label={t('dead.choose', { what: `${nameOf('actionTypes', type)}, ${subjectOf(subject)}` })}
                checked={chosen.includes(key)}
                onCheckedChange={() => toggle(key)}
              />
            ),
          },
          { title: t('common.what'), cell: (action) => <What {...action} /> },
          {
            title: t('common.customer'),
            cell: ({ subject, customer }) => (
              <div className="flex flex-col py-1">
                <CustomerLink customer={customer} />
                <Subject subject={subject} />
              </div>
            ),
          },
          { title: t('dead.error'), cell: (action) => <LastError {...action} /> },
        ]}
      />
    </Named>
  )
}

function LastError({ error, attempts, due }: Dead) {
  const { t, time } = useWords()
  return (
    <div className="max-w-96 py-1">
      <Text size="small" className="break-words">
        {error?.message ?? '–'}
      </Text>
      <Text size="xsmall" className="text-ui-fg-subtle">
        {[error?.code, t('dead.attempts', { count: attempts }), time(due)].filter(Boolean).join(' · ')}
      </Text>
    </div>
  )
}
