/** The newest movements of points. */
import type { CustomerAnswer } from '../../../api/admin/mot/answers'
import { useWords } from '../../words/use-words'
import { Grid } from '../grid'
import { Nothing } from '../section'
import { Subject } from '../subject'

type Lines = NonNullable<CustomerAnswer['statement']>

export function Statement({ lines }: { readonly lines: Lines }) {
  const { t, nameOf, number, change, date } = useWords()
  if (lines.length === 0)
    return (
      <div className="px-6 py-4">
        <Nothing>{t('customer.noStatement')}</Nothing>
      </div>
    )
  return (
    <Grid
      label={t('customer.statement')}
      rows={lines}
      keyOf={(line) => [line.at, line.what, line.subject, line.why, line.total].join()}
      columns={[
        { title: t('common.when'), cell: ({ at }) => <time dateTime={at}>{date(at)}</time> },
        { title: t('common.what'), cell: ({ what }) => nameOf('statementLines', what) },
        { title: t('common.why'), cell: (line) => <Why {...line} /> },
        { title: t('common.points'), cell: ({ points }) => change(points), isNumber: true },
        { title: t('customer.sum'), cell: ({ total }) => number(total), isNumber: true },
      ]}
    />
  )
}

/** What an adjustment or a redemption is about is its own name, which nobody knows. */
function Why({ why, subject }: Lines[number]) {
  const order = subject?.startsWith('order/') ? subject : undefined
  return (
    <>
      {why}
      {why && order && ' · '}
      {order && <Subject subject={order} />}
    </>
  )
}
