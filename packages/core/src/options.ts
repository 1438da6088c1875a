/** Settings in numbers, with their defaults, checked where the engine is made. */
import * as z from 'zod'
import { type DeliveryOptions, defaultDelivery } from './deliver.ts'
import { MotError } from './errors.ts'
import type { MotOptions } from './mot.ts'

/** What `setTimeout` can wait, at most: it takes more for nothing. */
const MOST_MS = 2 ** 31 - 1
const COUNT = 'an integer from 1'
const SPAN = `an integer from 1 to ${MOST_MS}`
const RATE = 'a number above 0'
const count = z.number(COUNT).int(COUNT).min(1, COUNT)
const span = z.number(SPAN).int(SPAN).min(1, SPAN).max(MOST_MS, SPAN)
const rate = z.custom<number>((value) => typeof value === 'number' && value > 0, RATE)
const numbers = z.object({
  maxQueue: count,
  delivery: z.object({
    leaseMs: span,
    maxAttempts: count,
    backoffMs: span,
    timeoutMs: span,
    limits: z.record(
      z.string(),
      z.object({ concurrency: count.optional(), perSecond: rate.optional() }, 'an object'),
      'an object',
    ),
  }),
})

/** Fills in the defaults. @throws MotError SETUP_INVALID with the path of what is wrong */
export function readNumbers({ maxQueue = 10_000, delivery }: Pick<MotOptions, 'maxQueue' | 'delivery'>): {
  readonly maxQueue: number
  readonly delivery: DeliveryOptions
} {
  const read = { maxQueue, delivery: { ...defaultDelivery, ...delivery } }
  const [issue] = numbers.safeParse(read, { reportInput: true }).error?.issues ?? []
  if (!issue) return read
  const [path, expected, received] = [issue.path.join('.'), issue.message, String(issue.input)]
  throw new MotError('SETUP_INVALID', `${path} is ${received}: expected ${expected}`, {
    details: { path, expected, received },
  })
}
