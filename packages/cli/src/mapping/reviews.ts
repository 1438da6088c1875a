/** Exports of reviews: their columns are known to `@motkit/reviews`, and a mapping names only whose they are. */
import { fromJudgeMe, fromTrustpilot, fromYotpo } from '@motkit/reviews'
import type { CompiledTable } from './compile.ts'
import type { Row } from './expression.ts'

const readers = { 'judge.me': fromJudgeMe, yotpo: fromYotpo, trustpilot: fromTrustpilot }
type Vendor = keyof typeof readers
export const vendors = Object.keys(readers) as Vendor[]

/** The table of a vendor: each row is a review, and what of it an event has no place for is told by its column. */
export function reviewTable(vendor: Vendor, zone: string | undefined, times: readonly string[] = []): CompiledTable {
  const read = readers[vendor]
  const options = { times, ...(zone !== undefined && { zone }) }
  return {
    read(row: Row) {
      const made = read(row as Readonly<Record<string, string>>, options)
      if (!made.ok) throw made.error
      return { events: [made.value.event], rest: Object.keys(made.value.rest) }
    },
  }
}
