/** What does not compile: a handler that is missing, and choosing by satisfaction whom to ask. */
import { createMot, memoryStore, orders, voices } from '@motkit/core'
import { test } from 'vitest'
import { defineExclusion, defineExperiment, defineIncentive, reviews } from './index.ts'

const store = memoryStore()
const send = async () => undefined

test('incentives need a handler that gives them, wherever they are named', () => {
  const photo = defineIncentive({ for: 'photo', reward: 'points-50' })
  const experiment = defineExperiment({ key: 'e', variants: [{ key: 'a' }, { key: 'b' }] })
  createMot({ store, plugins: [reviews()], handlers: { 'message.send': send } })
  createMot({ store, plugins: [reviews({ after: { days: 3 } })], handlers: { 'message.send': send } })
  const handlers = { 'message.send': send, 'reward.give': send }
  createMot({ store, plugins: [reviews({ incentives: [photo] })], handlers })
  // @ts-expect-error nobody gives it
  createMot({ store, plugins: [reviews({ incentives: [photo] })], handlers: { 'message.send': send } })
  // @ts-expect-error of one ask
  createMot({ store, plugins: [reviews({ asks: { a: { incentives: [photo] } } })], handlers: { 'message.send': send } })
  const variants = { b: { incentives: [photo] } }
  // @ts-expect-error of a variant
  createMot({ store, plugins: [reviews({ experiment, variants })], handlers: { 'message.send': send } })
  const asks = { a: { experiment, variants } }
  // @ts-expect-error of a variant of one ask
  createMot({ store, plugins: [reviews({ asks })], handlers: { 'message.send': send } })
})
test('an option that is misspelt', () => {
  // @ts-expect-error no such option
  reviews({ remindres: [] })
  // @ts-expect-error no such kind
  reviews({ asks: { service: { about: 'shop' } } })
})
test('whom to ask cannot be chosen by satisfaction', () => {
  defineExclusion({ id: 'x', excludes: ({ order }) => (order.original?.total.amount === 0 ? 'skip' : undefined) })
  // @ts-expect-error the order comes without its ratings
  defineExclusion({ id: 'x', excludes: ({ order }) => (order.ratings ? 'skip' : undefined) })
  // @ts-expect-error nor from the slice of orders
  defineExclusion({ id: 'x', reads: [orders], excludes: () => 'skip' })
  // @ts-expect-error nor from what they told others
  defineExclusion({ id: 'x', reads: [voices], excludes: () => 'skip' })
  reviews({
    items: {
      // @ts-expect-error nor which products to ask about
      by: (items) => items.filter(({ rating }) => rating > 3),
    },
  })
})
