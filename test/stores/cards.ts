// A card that a command stamps: what two processes do to one customer is seen in the sum.
import { createMot, defineCommand, defineEvent, definePlugin, defineSlice, ok, type Store } from '@motkit/core'
import * as z from 'zod'

const stamped = defineEvent('card.stamped', z.object({ stamps: z.int() }))
const card = defineSlice({
  name: 'card',
  initial: 0,
  on: [stamped],
  fold: { 'card.stamped': (sum, { data }) => sum + data.stamps },
})
const stamp = defineCommand({
  input: z.object({ stamps: z.int() }),
  reads: [card],
  may: [stamped],
  codes: [],
  decide: ({ input, journey }) =>
    ok({ decisions: [stamped({ stamps: input.stamps })], answer: { stamps: journey.slices.card + input.stamps } }),
})
export const openShop = (store: Store) =>
  createMot({ store, plugins: [definePlugin({ id: 'cards', events: [stamped], slices: [card], commands: { stamp } })] })
