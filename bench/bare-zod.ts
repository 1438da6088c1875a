/**
 * The border as a developer would write it with zod alone: one object schema for each type of event, found by its type,
 * over the same schema of the data. The envelope's limits, the time and the customer are zod's to check; what zod has no word
 * for, size and unstorable text, is one walk in front of it.
 */
import * as z from 'zod'
import { journeyPlugin } from '../packages/core/src/journey-plugin.ts'

const text = z.string().min(1).max(300)
const MAX_BYTES = 262_144
const MAX_FUTURE = 86_400_000

export interface Parsed {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly tenant: string
  readonly customer: { readonly id: string } | { readonly anonymousId: string }
  readonly data: Readonly<Record<string, unknown>>
}
let latest = 0
const schemas = new Map(
  journeyPlugin.events.map(({ type, schema }) => [
    type as string,
    z.object({
      id: text,
      source: text,
      type: z.literal(type),
      time: z.iso
        .datetime({ offset: true })
        .transform((time) => new Date(time).toISOString())
        .refine((time) => Date.parse(time) <= latest),
      tenant: text.default('default'),
      subject: text.optional(),
      customer: z.union([z.object({ id: text }), z.object({ anonymousId: text, id: z.undefined().optional() })]),
      data: schema as unknown as z.ZodType<Parsed['data']>,
    }),
  ]),
)

function storable(value: unknown, budget: { left: number }): boolean {
  if (typeof value === 'string') {
    budget.left -= value.length
    return !value.includes('\u0000')
  }
  if (typeof value !== 'object' || value === null) return true
  for (const key of Object.keys(value)) {
    budget.left -= key.length
    if (key === '__proto__' || key.includes('\u0000')) return false
    if (!storable((value as Record<string, unknown>)[key], budget)) return false
  }
  return true
}

/** The event as it may be kept, or undefined where it is refused. */
export function parseEvent(raw: unknown, now: number): Parsed | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  const budget = { left: MAX_BYTES }
  if (!storable(raw, budget) || budget.left < 0) return undefined
  latest = now + MAX_FUTURE
  return schemas.get((raw as { type: string }).type)?.safeParse(raw).data
}
