/** On a customer's page: where they stand, what happened to them, what they were promised, and why. */
import { defineWidgetConfig } from '@medusajs/admin-sdk'
import { Tabs } from '@medusajs/ui'
import type { CustomerAnswer } from '../../api/admin/mot/answers'
import { useCustomer } from '../api/queries'
import { Answer } from '../components/answer'
import { Adjust } from '../components/customer/adjust'
import { Decisions } from '../components/customer/decisions'
import { Explain } from '../components/customer/explain'
import { Reviews } from '../components/customer/reviews'
import { Standing } from '../components/customer/standing'
import { Statement } from '../components/customer/statement'
import { Timeline } from '../components/customer/timeline'
import { Named } from '../components/named'
import { Part, Section } from '../components/section'
import { useWords } from '../words/use-words'

export default function CustomerWidget({ data: { id } }: { readonly data: { readonly id: string } }) {
  const { t } = useWords()
  const customer = useCustomer(id)
  return (
    <Section
      title={t('customer.title')}
      actions={
        customer.data && (
          <>
            <Explain customerId={id} />
            {customer.data.balances && <Adjust customerId={id} />}
          </>
        )
      }
    >
      <Answer query={customer} missing={t('customer.unknown')}>
        {(answer) => (
          <Named subjects={[...answer.moments, ...answer.decisions].map(({ subject }) => subject)}>
            <Standing {...answer} />
            <Details {...answer} />
          </Named>
        )}
      </Answer>
    </Section>
  )
}

function Details({ moments, decisions, reviews, statement }: CustomerAnswer) {
  const { t } = useWords()
  const promises = decisions.filter(({ state }) => state === 'open' || state === 'taken')
  const decided = decisions.filter((decision) => !promises.includes(decision))
  return (
    <Tabs defaultValue="timeline">
      <Tabs.List aria-label={t('customer.title')} className="px-6 py-4">
        <Tabs.Trigger value="timeline">{t('customer.timeline')}</Tabs.Trigger>
        <Tabs.Trigger value="decided">{t('customer.decided')}</Tabs.Trigger>
        {statement && <Tabs.Trigger value="statement">{t('customer.statement')}</Tabs.Trigger>}
      </Tabs.List>
      <Tabs.Content value="timeline" className="px-6 pb-4">
        <Timeline moments={moments} />
      </Tabs.Content>
      <Tabs.Content value="decided">
        <Part title={t('customer.promises')}>
          <Decisions decisions={promises} none={t('customer.noPromises')} />
        </Part>
        <Part title={t('customer.decided')}>
          <Decisions decisions={decided} none={t('customer.noDecisions')} />
        </Part>
        {reviews && (
          <Part title={t('customer.reviews')}>
            <Reviews reviews={reviews} />
          </Part>
        )}
      </Tabs.Content>
      {statement && (
        <Tabs.Content value="statement">
          <Statement lines={statement} />
        </Tabs.Content>
      )}
    </Tabs>
  )
}

export const config = defineWidgetConfig({ id: 'mot-customer', zone: 'customer.details.after' })
