/** Moments one below the other, the newest first. */
import { Text } from '@medusajs/ui'
import { useState } from 'react'
import type { CustomerAnswer } from '../../../api/admin/mot/answers'
import { useWords } from '../../words/use-words'
import { PolarityBadge } from '../badges'
import { More } from '../more'
import { Nothing } from '../section'
import { Subject } from '../subject'

const FIRST = 8

export function Timeline({ moments }: Pick<CustomerAnswer, 'moments'>) {
  const { t, nameOf, reasonOf, time } = useWords()
  const [shown, show] = useState(FIRST)
  if (moments.length === 0) return <Nothing>{t('customer.noMoments')}</Nothing>
  return (
    <>
      <ol className="flex flex-col gap-4">
        {moments.slice(0, shown).map(({ type, subject, polarity, reason, since }) => (
          <li key={`${type} ${subject} ${since}`} className="border-ui-border-base flex flex-col gap-1 border-l-2 pl-4">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <Text size="small" weight="plus">
                {nameOf('moments', type)}: {reasonOf(reason)}
              </Text>
              <PolarityBadge polarity={polarity} />
            </div>
            <Text size="xsmall" className="text-ui-fg-subtle">
              {/* What stands from the start, as having no tier, has no time. */}
              {since && <time dateTime={since}>{time(since)} · </time>}
              <Subject subject={subject} />
            </Text>
          </li>
        ))}
      </ol>
      {moments.length > shown && <More onClick={() => show(moments.length)} />}
    </>
  )
}
