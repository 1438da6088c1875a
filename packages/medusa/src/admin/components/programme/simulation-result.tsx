/** What another programme would have given: in all, by rule, and for whom the most would change. */
import { Text } from '@medusajs/ui'
import type { SimulationAnswer } from '../../../api/admin/mot/answers'
import { useWords } from '../../words/use-words'
import { Grid } from '../grid'
import { Named } from '../named'
import { Nothing, Part } from '../section'
import { CustomerLink } from '../subject'

type Difference = SimulationAnswer['total']

export function SimulationResult({ result }: { readonly result: SimulationAnswer }) {
  const { t, number, change } = useWords()
  const { customers, total, byRule, most } = result
  const title = t('programme.simulation')
  const differences = (['granted', 'would', 'difference'] as const).map((part) => ({
    title: t(`programme.${part}`),
    cell: (row: Difference) => (part === 'difference' ? change(row[part]) : number(row[part])),
    isNumber: true,
  }))
  const rules = Object.entries(byRule).map(([rule, difference]) => ({ rule, ...difference }))
  return (
    <div data-mot="simulation" aria-live="polite">
      <Part title={title}>
        <Text size="small" className="text-ui-fg-subtle">
          {t('programme.simulated', { customers: t('common.customersCount', { count: customers }) })}
        </Text>
      </Part>
      <Grid
        label={title}
        rows={[...rules, { rule: t('common.total'), ...total }]}
        keyOf={({ rule }) => rule}
        columns={[{ title: t('programme.rule'), cell: ({ rule }) => rule }, ...differences]}
      />
      <Part title={t('programme.most')}>{most.length === 0 && <Nothing>{t('programme.noDifference')}</Nothing>}</Part>
      {most.length > 0 && (
        <Named customers={most.map(({ customerId }) => customerId)}>
          <Grid
            label={t('programme.most')}
            rows={most}
            keyOf={({ customerId }) => customerId}
            columns={[
              { title: t('common.customer'), cell: ({ customerId }) => <CustomerLink customer={customerId} /> },
              ...differences,
            ]}
          />
        </Named>
      )}
    </div>
  )
}
