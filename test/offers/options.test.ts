// Options of offers are checked when the plugin is made.
import { isMotError } from '@motkit/core'
import { type OffersOptions, offers } from '@motkit/loyalty'
import { describe, expect, test } from 'vitest'
import { eur } from './shop.ts'

describe('options', () => {
  const wrong = (options: object): unknown => {
    try {
      offers(options as OffersOptions)
    } catch (error) {
      return isMotError(error) && error.code === 'OFFER_INVALID' ? error.details.path : error
    }
    return undefined
  }
  test.each([
    ['welcome.message', { welcome: {} }],
    ['welcome.percent', { welcome: { reward: 'r', percent: 101 } }],
    ['welcome.amount', { welcome: { reward: 'r', percent: 10, amount: eur(1) } }],
    ['welcome.budget', { welcome: { message: 'm', budget: { limit: 3 } } }],
    ['welcome.id', { welcome: { message: 'm', id: 'Two words' } }],
    ['welcome.mesage', { welcome: { message: 'm', mesage: 'm' } }],
    ['abandonedCart.steps', { abandonedCart: { steps: [] } }],
    ['abandonedCart.steps.1.after', { abandonedCart: { steps: [{ message: 'a' }, { message: 'b' }] } }],
    ['abandonedCart.steps.0.minimum.EUX', { abandonedCart: { steps: [{ message: 'a', minimum: { EUX: 1 } }] } }],
    ['highTicket.minimum', { highTicket: { reward: 'r', minimum: {} } }],
    ['winBack.lapsed.message', { winBack: { message: 'm', lapsed: {} } }],
    ['winBack.before.days', { winBack: { message: 'm', before: { days: -1 } } }],
    ['welcom', { welcom: { message: 'm' } }],
  ])('%s is refused', (path, options) => {
    expect(wrong(options)).toBe(path)
  })
  test('what is not named makes no rule', () => {
    expect(offers({}).rules).toEqual([])
    expect(offers({ birthday: { message: 'm' } }).rules.map(({ id }) => id)).toEqual(['offers.birthday'])
  })
})
