/** What calls of the admin's routes bring along. Every schema is strict: an unknown field is refused. */
import { z } from '@medusajs/framework/zod'
import { idempotencyKey } from '../schemas'

export const overviewQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(3_660).default(90) })
export type OverviewQuery = z.infer<typeof overviewQuery>

const key = z
  .string()
  .min(1)
  .max(2_000)
  .refine((text) => !text.includes('\u0000'), 'without U+0000')
export const deadQuery = z.strictObject({
  after: key.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type DeadQuery = z.infer<typeof deadQuery>
export const keysBody = z.strictObject({ keys: z.array(key).min(1).max(100) })
export type KeysBody = z.infer<typeof keysBody>

export const adjustmentBody = z.strictObject({
  id: idempotencyKey,
  points: z.number().int(),
  reason: z.string().trim().min(1).max(2_000),
  wallet: z.string().min(1).max(200).optional(),
})
export type AdjustmentBody = z.infer<typeof adjustmentBody>

/** What is in it is checked by loyalty, which names the place. */
const programme = z.record(z.string(), z.unknown())
export const programmeBody = z.strictObject({ programme, basedOn: z.number().int().min(0).max(2_000_000_000) })
export type ProgrammeBody = z.infer<typeof programmeBody>
export const simulationBody = z.strictObject({
  programme,
  customers: z.number().int().min(1).max(2_000).default(500),
})
export type SimulationBody = z.infer<typeof simulationBody>
