/** On an order's page: its moments, its messages, and the review request. */
import { defineWidgetConfig } from '@medusajs/admin-sdk'
import { useOrder } from '../api/queries'
import { Answer } from '../components/answer'
import { Decisions } from '../components/customer/decisions'
import { Reviews } from '../components/customer/reviews'
import { Timeline } from '../components/customer/timeline'
import { Named } from '../components/named'
import { Part, Section } from '../components/section'
import { useWords } from '../words/use-words'

export default function OrderWidget({ data: { id } }: { readonly data: { readonly id: string } }) {
  const { t } = useWords()
  const order = useOrder(id)
  return (
    <Section title={t('order.title')}>
      <Answer query={order} missing={t('order.none')}>
        {({ moments, decisions, reviews }) => (
          <Named subjects={[`order/${id}`]}>
            <Part title={t('customer.timeline')}>
              <Timeline moments={moments} />
            </Part>
            <Part title={t('customer.decided')}>
              <Decisions decisions={decisions} none={t('customer.noDecisions')} />
            </Part>
            {reviews && (
              <Part title={t('customer.reviews')}>
                <Reviews reviews={reviews} />
              </Part>
            )}
          </Named>
        )}
      </Answer>
    </Section>
  )
}

export const config = defineWidgetConfig({ id: 'mot-order', zone: 'order.details.side.after' })
