/** How many customers are in each stage. */
import type { OverviewAnswer } from '../../../api/admin/mot/answers'
import { useWords } from '../../words/use-words'
import { Chart } from '../charts/chart'
import { Grid } from '../grid'
import { Section } from '../section'

/** As customers go through them. */
const order = ['visitor', 'prospect', 'first_time_customer', 'repeat_customer', 'advocate', 'lapsed'] as const

export function Stages({ stages }: Pick<OverviewAnswer, 'stages'>) {
  const { t, nameOf, number } = useWords()
  const title = t('overview.stages')
  const series = [{ key: 'customers', label: t('common.customers'), color: 'var(--tag-blue-icon)' }]
  const rows = order.map((stage) => ({
    name: nameOf('stages', stage),
    customers: stages.find((one) => one.stage === stage)?.customers ?? 0,
  }))
  return (
    <Section title={title}>
      <Chart rows={rows} series={series} names="left">
        <Grid
          label={title}
          rows={rows}
          keyOf={({ name }) => name}
          columns={[
            { title: t('overview.stage'), cell: ({ name }) => name },
            { title: t('common.customers'), cell: ({ customers }) => number(customers), isNumber: true },
          ]}
        />
      </Chart>
    </Section>
  )
}
