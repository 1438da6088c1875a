/** Review requests: planned, sent, or why not. */
import { Text } from '@medusajs/ui'
import type { OrderAnswer } from '../../../api/admin/mot/answers'
import { useWords } from '../../words/use-words'
import { StateBadge } from '../badges'
import { Nothing } from '../section'
import { Subject } from '../subject'

type Reviews = NonNullable<OrderAnswer['reviews']>

export function Reviews({ reviews }: { readonly reviews: Reviews }) {
  const { t, reasonOf, time } = useWords()
  if (reviews.length === 0) return <Nothing>{t('customer.noReviews')}</Nothing>
  return (
    <ul className="flex flex-col divide-y">
      {reviews.map(({ orderId, ask, reminder, status, at, reason, until }) => (
        <li key={`${orderId} ${ask} ${reminder}`} className="flex items-start justify-between gap-3 py-2">
          <div className="min-w-0">
            <Text size="small" weight="plus">
              <Subject subject={`order/${orderId}`} />
            </Text>
            {reason && <Text size="small">{reasonOf(reason)}</Text>}
            <Text size="xsmall" className="text-ui-fg-subtle">
              {[at && time(at), until && t('common.until', { date: time(until) })].filter(Boolean).join(' · ')}
            </Text>
          </div>
          <StateBadge state={status} />
        </li>
      ))}
    </ul>
  )
}
