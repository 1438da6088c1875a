/** Where a customer stands: stage, points, tier. */
import { Text } from '@medusajs/ui'
import type { ReactNode } from 'react'
import type { CustomerAnswer } from '../../../api/admin/mot/answers'
import { useWords } from '../../words/use-words'
import { walletsOf } from './wallets'

export function Standing({ stage, balances = {}, tier }: Pick<CustomerAnswer, 'stage' | 'balances' | 'tier'>) {
  const { t, nameOf } = useWords()
  const wallets = walletsOf(balances)
  return (
    <dl className="grid grid-cols-1 gap-4 px-6 py-4 md:grid-cols-3">
      <Fact name={t('overview.stage')} value={nameOf('stages', stage)} />
      {wallets.map(([wallet, balance]) => (
        <PointsOf key={wallet} name={wallets.length > 1 ? wallet : undefined} balance={balance} />
      ))}
      {tier && <TierOf tier={tier} />}
    </dl>
  )
}

interface FactProps {
  readonly name: string
  readonly value: ReactNode
  readonly notes?: readonly (string | undefined | false)[]
}
function Fact({ name, value, notes = [] }: FactProps) {
  return (
    <div>
      <dt className="txt-compact-small text-ui-fg-subtle">{name}</dt>
      <dd>
        <span className="txt-compact-large-plus">{value}</span>
        {notes.filter(Boolean).map((note) => (
          <Text key={String(note)} size="xsmall" className="text-ui-fg-subtle">
            {note}
          </Text>
        ))}
      </dd>
    </div>
  )
}

interface PointsProps {
  /** Of the wallet, where there are several. */
  readonly name: string | undefined
  readonly balance: NonNullable<CustomerAnswer['balances']>[string]
}
function PointsOf({ name, balance }: PointsProps) {
  const { t, number, date } = useWords()
  const { available, pending, reserved, owed, expiring } = balance
  const [soonest] = expiring
  return (
    <Fact
      name={name ? `${t('customer.balance')}: ${name}` : t('customer.balance')}
      value={<span data-mot="points">{number(available)}</span>}
      notes={[
        pending > 0 && t('customer.pending', { points: number(pending) }),
        reserved > 0 && t('customer.reserved', { points: number(reserved) }),
        owed > 0 && t('customer.owed', { points: number(owed) }),
        soonest && t('customer.ends', { points: number(soonest.points), date: date(soonest.at) }),
      ]}
    />
  )
}

function TierOf({ tier }: { readonly tier: NonNullable<CustomerAnswer['tier']> }) {
  const { t, number, date } = useWords()
  const { next, drop } = tier
  return (
    <Fact
      name={t('customer.tier')}
      value={tier.tier ?? t('customer.noTier')}
      notes={[
        next && t('customer.next', { away: number(next.away), tier: next.tier }),
        drop && t('customer.drop', { date: date(drop.at), missing: number(drop.missing) }),
      ]}
    />
  )
}
