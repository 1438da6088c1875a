/** Rules as data become rules as values: checked when they are read, so that a bad one never reaches the engine. */
import { definePlugin, defineRule, moments, sendMessage } from '@motkit/core'
import * as z from 'zod'

const rule = z.object({
  id: z.string().min(1),
  on: z.enum(['smot.purchase', 'amot', 'smot.experience', 'tmot']),
  when: z.record(z.string(), z.record(z.string(), z.unknown())),
  send: z.object({ template: z.string().min(1), purpose: z.enum(['transactional', 'marketing']).optional() }),
})
const byName = {
  'smot.purchase': moments.smotPurchase,
  amot: moments.amot,
  'smot.experience': moments.smotExperience,
  tmot: moments.tmot,
}

/** @throws ZodError with the path of what is wrong */
export const dataRules = (stored: unknown) =>
  definePlugin({
    id: 'data-rules',
    rules: z
      .array(rule)
      .parse(stored)
      .map(({ id, on, when, send }) =>
        defineRule({ id, on: byName[on], may: [sendMessage], when, decide: () => [sendMessage(send)] }),
      ),
  })
