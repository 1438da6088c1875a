/** The numbers of the shop: customers by stage, moments by week, points that are owed. */
import { Text } from '@medusajs/ui'
import type { OverviewAnswer } from '../../../api/admin/mot/answers'
import { useWords } from '../../words/use-words'
import { Nothing, Section } from '../section'
import { LiabilityOf } from './liability'
import { Moments } from './moments'
import { Stages } from './stages'

export function Overview({ countedAt, stages, moments, liability }: OverviewAnswer) {
  const { t, time } = useWords()
  if (countedAt === undefined)
    return (
      <Section title={t('tabs.overview')}>
        <div className="px-6 py-4">
          <Nothing>{t('overview.uncounted')}</Nothing>
        </div>
      </Section>
    )
  return (
    <>
      <Stages stages={stages} />
      <Moments moments={moments} />
      {liability && <LiabilityOf liability={liability} />}
      <Text size="xsmall" className="text-ui-fg-subtle px-6" data-mot="counted">
        {t('overview.countedAt', { date: time(countedAt) })}
      </Text>
    </>
  )
}
