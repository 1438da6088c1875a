/** What is always there: the catalogue of events, the journey's own slices, and the moments of truth. */
import { catalogue } from './events/index.ts'
import { amot, smotExperience, smotPurchase } from './moments/order.ts'
import { tmot, umot } from './moments/relation.ts'
import { fmot, zmot } from './moments/visit.ts'
import { definePlugin } from './plugin.ts'
import { carts } from './slices/carts.ts'
import { orders } from './slices/orders.ts'
import { consents, profile } from './slices/profile.ts'
import { sent } from './slices/sent.ts'
import { landmarks, visits } from './slices/visits.ts'
import { cases, voices } from './slices/voices.ts'

/** The moments of truth, to be named in rules. */
export const moments = { zmot, fmot, smotPurchase, amot, smotExperience, tmot, umot } as const

export const journeyPlugin = definePlugin({
  id: 'journey',
  events: catalogue,
  slices: [profile, consents, visits, landmarks, carts, orders, cases, voices, sent],
  moments: [zmot, fmot, smotPurchase, amot, smotExperience, tmot, umot],
})
export type JourneyPlugin = typeof journeyPlugin
