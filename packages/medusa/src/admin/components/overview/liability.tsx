/** What the shop owes its customers in points, by wallet and by the month in which they end. */
import type { OverviewAnswer } from '../../../api/admin/mot/answers'
import { useWords } from '../../words/use-words'
import { Grid } from '../grid'
import { Part, Section } from '../section'

type Owed = NonNullable<OverviewAnswer['liability']>
type Wallet = Owed['wallets'][string]

export function LiabilityOf({ liability }: { readonly liability: Owed }) {
  const { t, number } = useWords()
  const customers = number(liability.customers)
  return (
    <Section title={t('overview.liability')} hint={t('overview.liabilityHint', { customers })}>
      {Object.entries(liability.wallets).map(([name, wallet]) => (
        <WalletOf key={name} name={name} wallet={wallet} />
      ))}
    </Section>
  )
}

function WalletOf({ name, wallet }: { readonly name: string; readonly wallet: Wallet }) {
  const { t, number, money, month } = useWords()
  const worthOf = (worth: Wallet['worth']): string =>
    Object.entries(worth)
      .map(([currency, amount]) => money(amount, currency))
      .join(', ') || '–'
  const parts = ['available', 'pending', 'reserved', 'owed'] as const
  const label = `${t('overview.wallet')} ${name}`
  return (
    <>
      <Part title={label}>
        <dl className="grid grid-cols-2 gap-4 md:grid-cols-4">
          {parts.map((part) => (
            <div key={part}>
              <dt className="txt-compact-small text-ui-fg-subtle">{t(`overview.${part}`)}</dt>
              <dd className="txt-compact-medium-plus tabular-nums">{number(wallet[part])}</dd>
            </div>
          ))}
        </dl>
      </Part>
      <Grid
        label={label}
        rows={[...wallet.months, { month: t('common.total'), points: wallet.points, worth: wallet.worth }]}
        keyOf={(row) => row.month}
        columns={[
          { title: t('overview.month'), cell: (row) => monthName(row.month) },
          { title: t('common.points'), cell: (row) => number(row.points), isNumber: true },
          { title: t('overview.worth'), cell: (row) => worthOf(row.worth), isNumber: true },
        ]}
      />
    </>
  )
  function monthName(name: string): string {
    if (name === 'never') return t('overview.never')
    return /^\d{4}-\d{2}$/.test(name) ? month(name) : name
  }
}
