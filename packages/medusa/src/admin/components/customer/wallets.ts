/** The wallets that a customer has points in. Pure. */
import type { CustomerAnswer } from '../../../api/admin/mot/answers'

type Balances = NonNullable<CustomerAnswer['balances']>

/** Made by the programme itself, for what tiers count: it is told with the tier. */
const COUNTED = 'status'

export const walletsOf = (balances: Balances): readonly (readonly [wallet: string, balance: Balances[string]])[] =>
  Object.entries(balances).filter(([wallet]) => wallet !== COUNTED)
