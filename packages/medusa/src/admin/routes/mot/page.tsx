/** The page in the sidebar. Its parts are tabs, and each has an address of its own. */
import { defineRouteConfig } from '@medusajs/admin-sdk'
import { ChartActivity } from '@medusajs/icons'
import { Heading, Tabs } from '@medusajs/ui'
import { useSearchParams } from 'react-router-dom'
import { useOverview } from '../../api/queries'
import { Answer } from '../../components/answer'
import { Choice } from '../../components/choice'
import { DeadLetters } from '../../components/dead/dead-letters'
import { Overview } from '../../components/overview/overview'
import { SentAndHeld } from '../../components/overview/sent-and-held'
import { ProgrammePage } from '../../components/programme/programme-page'
import { useWords } from '../../words/use-words'

const tabs = ['overview', 'actions', 'dead', 'programme'] as const
const periods = ['30', '90', '365']

export default function MotPage() {
  const { t } = useWords()
  const [params, setParams] = useSearchParams({ tab: 'overview', days: '90' })
  const tab = params.get('tab') ?? 'overview'
  const days = params.get('days') ?? '90'
  const go = (change: Record<string, string>) => setParams({ tab, days, ...change }, { replace: true })
  const overview = useOverview(Number(days))
  const isCounted = tab === 'overview' || tab === 'actions'
  return (
    <Tabs value={tab} onValueChange={(next) => go({ tab: next })} className="flex flex-col gap-y-3" data-mot="page">
      <div className="flex flex-wrap items-center justify-between gap-2 px-2">
        <Heading level="h1">{t('title')}</Heading>
        {isCounted && (
          <div>
            <Choice
              label={t('overview.days')}
              value={days}
              onChange={(next) => go({ days: next })}
              options={periods.map((value) => ({ value, label: t('overview.lastDays', { count: Number(value) }) }))}
            />
          </div>
        )}
      </div>
      <Tabs.List aria-label={t('title')}>
        {tabs.map((name) => (
          <Tabs.Trigger key={name} value={name}>
            {t(`tabs.${name}`)}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value="overview" className="flex flex-col gap-y-3">
        <Answer query={overview}>{(answer) => <Overview {...answer} />}</Answer>
      </Tabs.Content>
      <Tabs.Content value="actions">
        <Answer query={overview}>{(answer) => <SentAndHeld actions={answer.actions} />}</Answer>
      </Tabs.Content>
      <Tabs.Content value="dead">
        <DeadLetters />
      </Tabs.Content>
      <Tabs.Content value="programme">
        <ProgrammePage />
      </Tabs.Content>
    </Tabs>
  )
}

export const config = defineRouteConfig({ label: 'title', translationNs: 'mot', icon: ChartActivity, rank: 60 })
