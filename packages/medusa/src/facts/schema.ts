/** Pieces of the schemas of Medusa's entities, and what is made of a schema: a reader, and the fields to ask for. */
import * as z from 'zod'
import { type Decimal, decimal } from './decimal'
import { entityInvalid } from './errors'

/** May be missing or null, which is the same. */
export const maybe = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? undefined)
/**
 * A list; missing or null is empty, and so are its places without an entity. Medusa answers lists in an order that changes
 * from one time to the next: they are read in the order of what they say, which is of their ids where they have some.
 */
export const list = <S extends z.ZodType>(schema: S) =>
  z
    .array(schema.nullish())
    .nullish()
    .transform((values) =>
      (values ?? [])
        .filter((value) => value !== null && value !== undefined)
        .map((value) => ({ value, text: JSON.stringify(value, plain) }))
        .sort((a, b) => (a.text < b.text ? -1 : 1))
        .map(({ value }) => value),
    )
const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

export const id = z.string('an id').min(1, 'an id')
export const text = z.string('a text')
export const flag = z.boolean('true or false')
export const metadata = maybe(z.record(z.string(), z.unknown(), 'an object'))

/** A Date, or a text of one, as an ISO instant. */
export const time = z.union([z.date(), z.string()], 'a time').transform((value, context) => {
  const at = new Date(value)
  if (!Number.isNaN(at.getTime())) return at.toISOString()
  context.addIssue({ code: 'custom', message: 'a time' })
  return z.NEVER
})

/** A number, a decimal text, a raw value `{ value }`, or a BigNumber of Medusa or of bignumber.js. */
export const amount = z.unknown().transform((value, context): Decimal => {
  const read = decimalOf(value)
  if (read !== undefined) return read
  context.addIssue({ code: 'custom', message: 'a decimal number' })
  return z.NEVER
})
function decimalOf(value: unknown): Decimal | undefined {
  if (typeof value === 'string' || typeof value === 'number') return decimal(value)
  if (typeof value !== 'object' || value === null) return undefined
  const { raw, value: inner, numeric } = value as { raw?: unknown; value?: unknown; numeric?: unknown }
  if (raw !== undefined && raw !== null) return decimalOf(raw)
  if (inner !== undefined) return decimalOf(inner)
  return numeric === undefined ? decimal(String(value)) : decimalOf(numeric)
}

/**
 * Reads an entity. Fields it does not know are left out.
 * @throws MotError MEDUSA_ENTITY_INVALID with the path of the first field that is wrong or missing
 */
export function read<S extends z.ZodType>(name: string, schema: S, entity: unknown): z.output<S> {
  const parsed = schema.safeParse(entity)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw entityInvalid([name, ...(issue?.path ?? [])].join('.'), issue?.message ?? 'something else')
}

interface Def {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly element?: z.ZodType
  readonly innerType?: z.ZodType
  readonly in?: z.ZodType
}
/** The `fields` of `query.graph` that answer what a schema reads: `['id', 'items.quantity', …]`. */
export function fieldsOf(schema: z.ZodType): readonly string[] {
  const { shape, element, innerType, in: input } = schema.def as Def
  const inner = element ?? innerType ?? input
  if (shape === undefined) return inner === undefined ? [] : fieldsOf(inner)
  return Object.entries(shape).flatMap(([name, field]) => {
    const below = fieldsOf(field)
    return below.length === 0 ? [name] : below.map((path) => `${name}.${path}`)
  })
}
