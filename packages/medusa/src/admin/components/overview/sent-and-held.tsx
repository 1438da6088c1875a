/** What the rules wanted, and what became of it: by rule, and where it was held back by guard and reason. */
import type { OverviewAnswer } from '../../../api/admin/mot/answers'
import { useWords } from '../../words/use-words'
import { StateBadge } from '../badges'
import { Grid } from '../grid'
import { Nothing, Section } from '../section'

export function SentAndHeld({ actions }: Pick<OverviewAnswer, 'actions'>) {
  const { t, nameOf, reasonOf, number } = useWords()
  const title = t('tabs.actions')
  return (
    <Section title={title} hint={t('actions.hint')}>
      {actions.length === 0 ? (
        <div className="px-6 py-4">
          <Nothing>{t('actions.none')}</Nothing>
        </div>
      ) : (
        <Grid
          label={title}
          rows={actions}
          keyOf={({ rule, type, state, guard, reason }) => [rule, type, state, guard, reason].join()}
          columns={[
            { title: t('actions.rule'), cell: ({ rule }) => nameOf('rules', rule) },
            { title: t('actions.action'), cell: ({ type }) => nameOf('actionTypes', type) },
            { title: t('actions.state'), cell: ({ state }) => <StateBadge state={state} /> },
            {
              title: t('common.why'),
              cell: ({ guard, reason }) =>
                guard && t('actions.by', { guard: nameOf('guards', guard), reason: reasonOf(reason ?? '') }),
            },
            { title: t('actions.count'), cell: ({ count }) => number(count), isNumber: true },
          ]}
        />
      )}
    </Section>
  )
}
