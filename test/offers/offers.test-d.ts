import { consent, createMot, memoryStore } from '@motkit/core'
import { highTicketVoucher, offers, welcomeOffer } from '@motkit/loyalty'
import { expectTypeOf, it } from 'vitest'

const store = memoryStore()
const send = async () => undefined

it('needs the handlers of what is given, and no others', () => {
  createMot({ store, plugins: [offers({})] })
  createMot({ store, plugins: [offers({ welcome: { message: 'm' } })], handlers: { 'message.send': send } })
  createMot({ store, plugins: [offers({ birthday: { reward: 'r' } })], handlers: { 'reward.give': 'none' } })
  createMot({
    store,
    plugins: [offers({ abandonedCart: { steps: [{ message: 'a' }, { after: { days: 1 }, reward: 'r' }] } })],
    guards: [consent()],
    handlers: { 'message.send': send, 'reward.give': 'none' },
  })
  // @ts-expect-error: a message needs a handler
  createMot({ store, plugins: [offers({ welcome: { message: 'm' } })] })
  const later = offers({ winBack: { message: 'm', lapsed: { reward: 'r' } } })
  // @ts-expect-error: a reward of a later step needs one, too
  createMot({ store, plugins: [later], handlers: { 'message.send': send } })
  const failed = offers({ abandonedCart: { steps: [{ message: 'a' }], paymentFailed: { reward: 'r' } } })
  // @ts-expect-error: and one of a ladder
  createMot({ store, plugins: [failed], handlers: { 'message.send': send } })
})

it('takes the options that are known', () => {
  // @ts-expect-error: no such offer
  offers({ welcom: { message: 'm' } })
  // @ts-expect-error: no such option
  welcomeOffer({ message: 'm', mesage: 'm' })
  // @ts-expect-error: a voucher has a minimum
  highTicketVoucher({ reward: 'r' })
  // @ts-expect-error: a template is a name
  welcomeOffer({ message: 5 })
})

it('says nothing for sure where the options are not known here', () => {
  const widened = (message?: string) => welcomeOffer(message === undefined ? { reward: 'r' } : { message, reward: 'r' })
  expectTypeOf<ReturnType<typeof widened>['may'][number]['type']>().toEqualTypeOf<'message.send' | 'reward.give'>()
})
