/** Moments by week and polarity, of every kind or of one. */
import { useState } from 'react'
import type { OverviewAnswer } from '../../../api/admin/mot/answers'
import { useWords } from '../../words/use-words'
import type { Polarity } from '../badges'
import { Chart } from '../charts/chart'
import { Choice } from '../choice'
import { Grid } from '../grid'
import { Nothing, Part, Section } from '../section'
import { byWeek, kindsOf } from './weeks'

const EVERY = 'every'
const colors = {
  positive: 'var(--tag-green-icon)',
  neutral: 'var(--tag-neutral-icon)',
  negative: 'var(--tag-red-icon)',
} as const
const polarities = Object.keys(colors) as Polarity[]

export function Moments({ moments }: Pick<OverviewAnswer, 'moments'>) {
  const { t, nameOf, number, day } = useWords()
  const [kind, choose] = useState(EVERY)
  const title = t('overview.moments')
  const weeks = byWeek(moments, kind === EVERY ? undefined : kind)
  const series = polarities.map((key) => ({ key, label: nameOf('polarities', key), color: colors[key] }))
  const kinds = kindsOf(moments).map((type) => ({ value: type, label: nameOf('moments', type) }))
  return (
    <Section
      title={title}
      hint={t('overview.momentsHint')}
      actions={
        <Choice
          label={t('overview.kind')}
          value={kind}
          onChange={choose}
          options={[{ value: EVERY, label: t('overview.everyKind') }, ...kinds]}
        />
      }
    >
      {weeks.length === 0 ? (
        <Part title={title}>
          <Nothing>{t('overview.noMoments')}</Nothing>
        </Part>
      ) : (
        <Chart rows={weeks.map((week) => ({ ...week, name: day(week.week) }))} series={series} names="below">
          <Grid
            label={title}
            rows={[...weeks].reverse()}
            keyOf={({ week }) => week}
            columns={[
              { title: t('common.week'), cell: ({ week }) => day(week) },
              ...polarities.map((polarity) => ({
                title: nameOf('polarities', polarity),
                cell: (week: (typeof weeks)[number]) => number(week[polarity]),
                isNumber: true,
              })),
            ]}
          />
        </Chart>
      )}
    </Section>
  )
}
