/** Tells an engine what was found. What it knows already counts once; what it refuses for good is named, and stops nothing. */
import { type IngestOptions, isMotError, type MotError } from '@motkit/core'
import type { Fact } from '../facts/fact.ts'
import type { Ignored } from '../facts/reading.ts'
import type { ReadingOptions } from '../facts/telling.ts'
import { type Engine, isLink } from '../receive/tell.ts'
import type { Found } from './found.ts'

/** What could not be told. */
export interface RefusedFinding {
  /** Of the customer, order or dispute: its global id. */
  readonly id: string
  readonly error: MotError<string>
}
export interface Findings {
  /** By type, the events that nobody had told before. */
  readonly news: Readonly<Record<string, number>>
  /** How many events were known. */
  readonly known: number
  readonly refused: readonly RefusedFinding[]
}
export const noFindings: Findings = { news: {}, known: 0, refused: [] }
export function sumOfFindings(one: Findings, other: Findings): Findings {
  const news: Record<string, number> = { ...one.news }
  for (const [type, count] of Object.entries(other.news)) news[type] = (news[type] ?? 0) + count
  return { news, known: one.known + other.known, refused: [...one.refused, ...other.refused] }
}

export interface Teller extends ReadingOptions {
  readonly mot: Engine
  readonly shop: string
  readonly tenant: string
  readonly onIgnored: ((ignored: readonly Ignored[], id: string, shop: string) => unknown) | undefined
}
interface Entity {
  readonly id: string
  readonly facts: readonly Fact[]
}
/** Reads what was found, and hands it to `say`: each fact once. What cannot be read is refused. */
export async function tellFound(
  found: readonly Found[],
  { mot: _, tenant: __, onIgnored, ...reading }: Teller,
  say: (entities: readonly Entity[]) => Findings | Promise<Findings>,
): Promise<Findings> {
  const entities: Entity[] = []
  const refused: RefusedFinding[] = []
  for (const { id, facts } of found) {
    const ignored: Ignored[] = []
    try {
      const said = facts({ ...reading, ignore: (path, why) => void ignored.push({ path, why }) })
      entities.push({ id, facts: [...new Map(said.map((fact) => [fact.id, fact])).values()] })
    } catch (error) {
      if (!isMotError(error)) throw error
      refused.push({ id, error })
    }
    if (ignored.length > 0) await onIgnored?.(ignored, id, reading.shop)
  }
  return sumOfFindings(await say(entities), { ...noFindings, refused })
}

/** What would be told, all as if it were new. */
export function countFacts(entities: readonly Entity[]): Findings {
  const news: Record<string, number> = {}
  for (const { type } of entities.flatMap(({ facts }) => facts)) news[type] = (news[type] ?? 0) + 1
  return { ...noFindings, news }
}

/** @throws what the engine may take later, as when its store is away: nothing counts as told then */
export const ingestFacts =
  ({ mot, tenant }: Pick<Teller, 'mot' | 'tenant'>, options: IngestOptions = {}) =>
  async (entities: readonly Entity[]): Promise<Findings> => {
    const news: Record<string, number> = {}
    const refused: RefusedFinding[] = []
    const erased = new Set<string>()
    let known = 0
    async function ingest(wanted: (fact: Fact) => boolean): Promise<void> {
      const told = entities
        .filter(({ id }) => !erased.has(id))
        .flatMap(({ id, facts }) => facts.filter(wanted).map((fact) => ({ id, fact })))
      if (told.length === 0) return
      const events = told.map(({ fact }) => ({ ...fact, tenant }))
      for (const [n, answer] of (await mot.ingestMany(events, options)).entries()) {
        const { id, fact } = told[n] as (typeof told)[number]
        if (answer.ok && answer.value.duplicate) known++
        else if (answer.ok) news[fact.type] = (news[fact.type] ?? 0) + 1
        else if (answer.error.code === 'CUSTOMER_ERASED') erased.add(id)
        else if (answer.error.retryable) throw answer.error
        else refused.push({ id, error: answer.error })
      }
    }
    // Whose it is comes first: of somebody who was erased, nothing more is told, and nothing is kept under another name.
    await ingest(isLink)
    await ingest((fact) => !isLink(fact))
    return { news, known, refused }
  }
