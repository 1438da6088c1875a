/** A repair café: customers book a seat, bring what is broken, and take it home, mended or not. */
import {
  defineAction,
  defineCommand,
  defineEvent,
  defineKeyedSlice,
  defineMoment,
  definePlugin,
  defineRule,
  earliest,
  instant,
  later,
  type Stamp,
  sendMessage,
  stamp,
} from '@motkit/core'
import * as z from 'zod'

const ofRepair = { subject: ({ repairId }: { readonly repairId: string }) => `repair/${repairId}` }
const repairBooked = defineEvent('repair.booked', z.object({ repairId: z.string(), item: z.string() }), ofRepair)
const repairFinished = defineEvent('repair.finished', z.object({ repairId: z.string(), fixed: z.boolean() }), ofRepair)
const reserveSparePart = defineAction('spare-part.reserve', z.object({ repairId: z.string(), item: z.string() }))

/** A join of facts: whichever is told first, the same repair comes of it. */
interface Repair {
  readonly booked?: Stamp
  readonly item?: string
  readonly mended?: Stamp
  readonly failed?: Stamp
}
const nothingKnown: Repair = {}
const ended = ({ mended, failed }: Repair): Stamp | undefined => mended ?? failed

const repairs = defineKeyedSlice({
  name: 'repairs',
  per: ['repair'],
  initial: nothingKnown,
  on: [repairBooked, repairFinished],
  fold: {
    'repair.booked': (repair, event) => {
      const at = stamp(event)
      const first = repair.booked === undefined || at < repair.booked
      return { ...repair, booked: earliest(repair.booked, at), ...(first && { item: event.data.item }) }
    },
    'repair.finished': (repair, event) =>
      event.data.fixed
        ? { ...repair, mended: earliest(repair.mended, stamp(event)) }
        : { ...repair, failed: earliest(repair.failed, stamp(event)) },
  },
  closes(repair, now) {
    const end = ended(repair)
    return repair.booked !== undefined && end !== undefined && later(instant(end), { days: 90 }) <= now
  },
  share: ({ mended }) => ({ repairs: 1, ...(mended !== undefined && { mended: 1 }) }),
})

/** Can what I own be saved? Positive `mended`, negative `not-mended`, neutral `booked`. */
const repairMoment = defineMoment({
  type: 'repair',
  schema: z.object({ repairId: z.string(), item: z.string() }),
  per: ['repair'],
  reads: [repairs],
  detect({ subject, journey }) {
    const repair = journey.slices.repairs.open[subject]
    if (repair?.booked === undefined || repair.item === undefined) return undefined
    const data = { repairId: subject.slice('repair/'.length), item: repair.item }
    if (repair.mended !== undefined)
      return { polarity: 'positive', reason: 'mended', data, evidence: [repair.booked, repair.mended] }
    if (repair.failed !== undefined)
      return { polarity: 'negative', reason: 'not-mended', data, evidence: [repair.booked, repair.failed] }
    return { polarity: 'neutral', reason: 'booked', data, evidence: [repair.booked] }
  },
})

const askHowItGoes = defineRule({
  id: 'repairs.ask-how-it-goes',
  on: repairMoment,
  reads: [repairs],
  may: [sendMessage],
  when: { mended: ({ moment }) => moment.polarity === 'positive' },
  decide({ moment, journey }) {
    const mended = journey.slices.repairs.open[moment.subject]?.mended
    if (mended === undefined) return []
    return [
      sendMessage(
        { template: 'how-does-it-go', topic: 'repair', data: { item: moment.data.item } },
        { at: later(instant(mended), { days: 7 }) },
      ),
    ]
  },
})
const findAPart = defineRule({
  id: 'repairs.find-a-part',
  on: repairMoment,
  may: [reserveSparePart, sendMessage],
  when: { 'not mended': ({ moment }) => moment.polarity === 'negative' },
  decide: ({ moment }) => [
    // Two decisions of one rule about one subject: their names tell them apart.
    reserveSparePart(moment.data, { name: 'part' }),
    sendMessage(
      { template: 'we-look-for-a-part', topic: 'repair', data: { item: moment.data.item } },
      { name: 'tell' },
    ),
  ],
})

/**
 * Repairs as a plugin, with the command `mot.repairs.book`.
 * @param options.seats how many repairs of one customer may be waiting at a time
 */
export const repairCafe = ({ seats }: { readonly seats: number }) =>
  definePlugin({
    id: 'repairs',
    events: [repairBooked, repairFinished],
    slices: [repairs],
    moments: [repairMoment],
    rules: [askHowItGoes, findAPart],
    commands: {
      book: defineCommand({
        input: z.object({ repairId: z.string().min(1), item: z.string().min(1) }),
        reads: [repairs],
        may: [repairBooked],
        codes: ['SEATS_TAKEN'],
        decide({ input, journey }) {
          const waiting = Object.values(journey.slices.repairs.open).filter((repair) => ended(repair) === undefined)
          if (waiting.length >= seats)
            return { ok: false, error: { code: 'SEATS_TAKEN', message: `all ${seats} seats are taken` } }
          return {
            ok: true,
            value: { answer: { seatsLeft: seats - waiting.length - 1 }, decisions: [repairBooked(input)] },
          }
        },
      }),
    },
  })
