import { defineGuard, definePlugin, sendMessage } from '@motkit/core'
import { readOptions } from './options'

const place = "plugins['@motkit/medusa'].options"
const thrownBy = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return error
  }
}

it('takes nothing at all', () => {
  expect(readOptions({})).toEqual({})
})

it('hands on what it is given as it is', () => {
  const plugin = definePlugin({ id: 'vip' })
  const guard = defineGuard({ id: 'never', on: [sendMessage], judge: () => ({ verdict: 'suppress', reason: 'never' }) })
  const options = {
    programme: { earn: [] },
    reviews: { items: { reviewsOf: () => 3 } },
    reviewSecrets: ['the newest secret, of 32 bytes or more', 'the one before, of 32 bytes or more'],
    offers: { birthday: { message: 'birthday' } },
    referrals: { secret: 'sixteen or more.', link: 'https://shop.example/' },
    coupons: { secret: 'a secret of 32 bytes or more, kept', hold: { minutes: 30 } },
    delivery: { templates: { dispatched: 'd-1' } },
    plugins: [plugin],
    guards: [guard],
    settings: { timeZone: 'Europe/Berlin', returnWindow: { days: 30 } },
    handlers: { 'reward.give': 'none', 'customer.tag': async () => undefined },
    erasureKey: 'sixteen or more.',
    eraseDeleted: false,
    templates: { 'order-dispatched': 'd-2' },
  }
  const read = readOptions(options)
  expect(read).toEqual(options)
  expect(read.plugins?.[0]).toBe(plugin)
  expect(read.guards?.[0]).toBe(guard)
  expect(read.reviews).toBe(options.reviews)
})

it.each([
  [{ review: {} }, 'review', 'no option of this name'],
  [{ programme: 'points' }, 'programme', 'options'],
  [{ reviews: [] }, 'reviews', 'options'],
  [{ reviewSecrets: 'one' }, 'reviewSecrets', 'a list of secrets'],
  [{ reviewSecrets: [] }, 'reviewSecrets', 'a list of secrets'],
  [
    { reviewSecrets: ['a secret of 32 bytes or more, kept', 'short'] },
    'reviewSecrets.1',
    'a secret of 32 bytes or more',
  ],
  [{ offers: [] }, 'offers', 'options'],
  [{ referrals: true }, 'referrals', 'options'],
  [{ referrals: { secret: 's', link: 'shop.example' } }, 'referrals.link', 'an absolute URL'],
  [{ coupons: { secret: 'short' } }, 'coupons.secret', 'a secret of 32 bytes or more'],
  [{ coupons: { secret: 'a secret of 32 bytes or more, kept', hold: {} } }, 'coupons.hold', 'a span above none'],
  [{ delivery: { templates: { dispatched: '' } } }, 'delivery.templates.dispatched', 'a text'],
  [{ delivery: { after: 1 } }, 'delivery.after', 'no option of this name'],
  [{ plugins: {} }, 'plugins', 'a list of plugins'],
  [{ plugins: [definePlugin({ id: 'vip' }), {}] }, 'plugins.1', 'a plugin of definePlugin'],
  [{ guards: [null] }, 'guards.0', 'a guard of defineGuard'],
  [{ settings: { timeZone: 'Berlin' } }, 'settings.timeZone', 'an IANA time zone'],
  [{ settings: { returnWindow: { days: -1 } } }, 'settings.returnWindow.days', 'a number from 0'],
  [{ settings: { returnWindow: 14 } }, 'settings.returnWindow', 'a span'],
  [{ settings: { late: 'hour' } }, 'settings.late', "'day' or 'instant'"],
  [{ handlers: { 'reward.give': true } }, 'handlers.reward.give', "a function, or 'none'"],
  [{ pointOfSale: 'sc_1' }, 'pointOfSale', 'a list of ids'],
  [{ pointOfSale: [''] }, 'pointOfSale.0', 'a text'],
  [{ erasureKey: 'short' }, 'erasureKey', 'a secret of 16 characters or more'],
  [{ eraseDeleted: 'never' }, 'eraseDeleted', 'true or false'],
  [{ eraseDeleted: true }, 'eraseDeleted', 'an erasureKey beside it'],
  [{ templates: { welcome: 5 } }, 'templates.welcome', 'a text'],
  [{ programme: {}, metadata: 'all' }, 'metadata', 'true or false'],
  [{ metadata: true }, 'metadata', 'a programme beside it'],
  [{ tierBenefits: { levels: {} } }, 'tierBenefits', 'a programme beside it'],
])('refuses %j by its place', (options, path, expected) => {
  expect(thrownBy(() => readOptions(options))).toMatchObject({
    name: 'MotError',
    code: 'SETUP_INVALID',
    message: `${place}.${path}: expected ${expected}`,
    details: { path: `${place}.${path}`, expected },
  })
})
