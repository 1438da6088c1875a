/** The mapping language: how the rows of a file become events. JSON, checked when it is read, with the path of a mistake. */
import { events } from '@motkit/core'
import * as z from 'zod'
import { vendors } from './reviews.ts'

/** A constant, `"$column"`, or JSON Logic over the row. */
const expression = z.json()
const types: ReadonlySet<string> = new Set(Object.values(events).map(({ type }) => type))

const event = z.strictObject({
  /** A type of the catalogue, or `"$column"`. */
  type: z.string().refine((type) => type.startsWith('$') || types.has(type), {
    error: (issue) => `no event of motkit has the type ${JSON.stringify(issue.input)}`,
  }),
  /** The row makes this event only where this holds. */
  when: expression.optional(),
  id: expression.optional(),
  source: expression.optional(),
  tenant: expression.optional(),
  subject: expression.optional(),
  time: expression.optional(),
  customer: expression.optional(),
  data: expression.optional(),
})
const join = z.strictObject({
  table: z.string(),
  /** The column of the other table. */
  where: z.string(),
  is: expression,
  /** All rows that match, as a list; else the first. */
  many: z.boolean().optional(),
})
const table = {
  /** Names a row. Without it, a row is named by its content and how often that content came before. */
  id: expression.optional(),
  time: expression.optional(),
  customer: expression.optional(),
  /** Consecutive rows of one value are one row: the fields of the first, and all of them as `rows`. */
  group: expression.optional(),
  /** The kind of a row: `events` are by its value then, and other values are counted as ignored. */
  by: expression.optional(),
  events: z.union([z.array(event), z.record(z.string(), z.union([event, z.array(event)]))]).optional(),
}
const common = {
  $schema: z.string().optional(),
  name: z.string().min(1).max(100),
  description: z.string().optional(),
  /** The `source` of its events. Default: the name. */
  source: z.string().min(1).optional(),
  /** The zone of times that name none, and the shop's. Default: UTC. */
  zone: z.string().refine(isZone, 'an IANA time zone').optional(),
  /** Currency of amounts that name none. Default: USD. */
  currency: z.string().length(3).optional(),
  /** How times are written, tried in turn, as date-fns has it; ISO 8601 and Unix time are always read. */
  times: z.array(z.string()).optional(),
  /** The rows are in order of time, near enough: they are streamed and not sorted. */
  sorted: z.boolean().optional(),
}
const file = z.strictObject({
  ...common,
  ...table,
  /** Whose export of reviews this is, instead of `events`. */
  reviews: z.enum(vendors).optional(),
  input: z.strictObject({ kind: z.enum(['csv', 'ndjson']), delimiter: z.string().optional() }),
})
const directory = z.strictObject({
  ...common,
  input: z.strictObject({ kind: z.literal('directory'), delimiter: z.string().optional() }),
  tables: z.record(
    z.string(),
    z.strictObject({ ...table, file: z.string(), join: z.record(z.string(), join).optional() }),
  ),
})
const kind = z.looseObject({ input: z.looseObject({ kind: z.enum(['csv', 'ndjson', 'directory']) }) })

export type EventMapping = z.infer<typeof event>
export type TableMapping = z.infer<z.ZodObject<typeof table>>
export type JoinMapping = z.infer<typeof join>
export type DirectoryMapping = z.infer<typeof directory>
export type Mapping = z.infer<typeof file> | DirectoryMapping

/** The mapping, or the path and the message of the first mistake. */
export function checkMapping(
  raw: unknown,
): { readonly mapping: Mapping } | { readonly path: string; readonly message: string } {
  const known = kind.safeParse(raw)
  const checked = known.success ? (known.data.input.kind === 'directory' ? directory : file).safeParse(raw) : known
  if (checked.success) return { mapping: checked.data as Mapping }
  return deepest(checked.error.issues, [])
}

/** Of a union's branches, the one that came furthest says what is wrong. */
function deepest(
  issues: readonly z.core.$ZodIssue[],
  above: readonly PropertyKey[],
): { path: string; message: string } {
  const found = issues.map((issue) => {
    const path = [...above, ...issue.path]
    return issue.code === 'invalid_union' && issue.errors.length > 0
      ? issue.errors.map((branch) => deepest(branch, path)).reduce(further)
      : { path: path.join('.'), message: issue.message }
  })
  return found.reduce(further)
}
const depth = ({ path }: { path: string }): number => path.split('.').length
const further = <T extends { path: string }>(a: T, b: T): T => (depth(b) > depth(a) ? b : a)

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
