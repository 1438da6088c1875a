import { defineProgramme } from '@motkit/loyalty'
import { expect, it } from 'vitest'
import { walletsOf } from './wallets'

it('leaves out what the programme counts for tiers alone', () => {
  const programme = defineProgramme({
    wallets: { main: {}, stars: { spendable: false } },
    tiers: { by: 'orders', levels: [{ id: 'silver', enter: 2 }] },
  })
  const nothing = { available: 0, pending: 0, reserved: 0, owed: 0, expiring: [] }
  const balances = Object.fromEntries(Object.keys(programme.wallets).map((wallet) => [wallet, nothing]))
  expect(Object.keys(balances)).toEqual(['main', 'stars', 'status'])
  expect(walletsOf(balances).map(([wallet]) => wallet)).toEqual(['main', 'stars'])
})
