/** Rows of review exports made into `review.submitted`: one reader, told by a table of columns what a vendor's file holds. Pure. */
import { createHash } from 'node:crypto'
import { TZDate } from '@date-fns/tz'
import { type Customer, type EventOf, err, events, MotError, ok, type Result } from '@motkit/core'
import { isValid } from 'date-fns/isValid'
import { parse } from 'date-fns/parse'

/** A row of a CSV with a header, by column. */
export type ExportRow = Readonly<Record<string, string | undefined>>
/** Who wrote it, as far as the file says. */
export interface Reviewer {
  readonly email?: string
  /** The vendor's own id. */
  readonly id?: string
}
export interface ImportOptions {
  readonly tenant?: string
  /** The IANA zone of times that name none. Without it such a time is refused: it could be a day off. */
  readonly zone?: string
  /** How other times are written, as date-fns has it (https://date-fns.org/docs/parse), tried before those that are known. */
  readonly times?: readonly string[]
  /** The host's customer. Default: an alias made of the e-mail address, or of the vendor's id, until the two are linked. */
  customerOf?(reviewer: Reviewer): Customer | undefined
}
type Submitted = EventOf<typeof events.reviewSubmitted>
export interface ImportedReview {
  readonly event: Omit<Submitted, 'subject' | 'related'>
  /** Columns with something in them for which an event has no place, by the file's own names: nothing is lost unseen. */
  readonly rest: Readonly<Record<string, string>>
}
export type RowResult = Result<ImportedReview, 'REVIEW_ROW_INVALID'>

/** What a vendor calls things: of several names the first with something in it counts. Case, spaces and `_` do not matter. */
export interface Columns {
  readonly source: string
  readonly rating: string
  readonly time: readonly string[]
  /** The zone that the vendor gives its times in, where it says so. */
  readonly zone?: string
  /** The vendor's id of the review. Without one it is named by what does not change: who, about what, when. */
  readonly reviewId?: string
  readonly title?: string
  readonly body?: string
  readonly email?: string
  readonly reviewerId?: string
  readonly productId?: readonly string[]
  readonly orderId?: string
  readonly verified?: string
  readonly photos?: readonly string[]
  readonly videos?: readonly string[]
  /** Values with which a row is no review, as one marked as spam. */
  readonly refused?: { readonly column: string; readonly value: string }
}

/** The anonymous id under which imported reviews of an address stand: `customer.identified` links it to the host's customer. */
export const emailAlias = (email: string): string => `email-sha256/${digest(email.trim().toLowerCase())}`
const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

const refuse = (path: string, expected: string, received: string | undefined): never => {
  const details = { path, expected, received: received ?? 'nothing' }
  throw new MotError('REVIEW_ROW_INVALID', `${path}: expected ${expected}`, { details })
}

/** Makes the reader of a vendor's rows. */
export const createRowReader =
  (columns: Columns) =>
  (row: ExportRow, options: ImportOptions = {}): RowResult => {
    try {
      return ok(read(columns, row, options))
    } catch (error) {
      if (error instanceof MotError && error.code === 'REVIEW_ROW_INVALID') return err(error)
      throw error
    }
  }

function read(columns: Columns, row: ExportRow, options: ImportOptions): ImportedReview {
  const cells = cellsOf(row)
  const { refused, source } = columns
  if (refused && cells.peek(refused.column) === refused.value)
    refuse(refused.column, `anything but ${refused.value}`, refused.value)
  const rating = ratingOf(columns.rating, cells.take(columns.rating))
  const time = timeOf(columns, cells, options)
  const email = cells.take(columns.email)
  const reviewerId = cells.take(columns.reviewerId)
  const productId = cells.takeFirst(columns.productId)
  const orderId = cells.take(columns.orderId)
  const customer = customerFrom(source, { email, id: reviewerId }, options)
  if (!customer) return refuse(columns.email ?? columns.reviewerId ?? 'customer', 'somebody who wrote it', undefined)
  const own = cells.take(columns.reviewId)
  const reviewId = own ?? digest(JSON.stringify([email?.toLowerCase() ?? reviewerId, productId, orderId, time]))
  const title = cells.take(columns.title)
  const body = cells.take(columns.body)
  const verified = verifiedOf(columns.verified, cells.take(columns.verified))
  const photos = cells.takeFirst(columns.photos) !== undefined
  const videos = cells.takeFirst(columns.videos) !== undefined
  const data = {
    reviewId: `${source}/${reviewId}`,
    rating,
    ...(orderId !== undefined && { orderId }),
    ...(productId !== undefined && { productId }),
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body }),
    ...((photos || videos) && {
      media: [...(photos ? (['photo'] as const) : []), ...(videos ? (['video'] as const) : [])],
    }),
    ...(verified !== undefined && { verified }),
  }
  check(data)
  const { tenant = 'default' } = options
  return {
    event: { id: reviewId, source, type: 'review.submitted', time, tenant, customer, data },
    rest: cells.rest(),
  }
}

/** The cells with something in them, by name however it is spelt; what is not taken is the rest. */
function cellsOf(row: ExportRow) {
  const left = new Map<string, { column: string; value: string }>()
  for (const [column, cell] of Object.entries(row)) {
    const value = cell?.trim()
    if (value) left.set(spelt(column), { column, value })
  }
  const peek = (name: string): string | undefined => left.get(spelt(name))?.value
  const take = (name: string | undefined): string | undefined => {
    const value = name === undefined ? undefined : peek(name)
    if (name !== undefined) left.delete(spelt(name))
    return value
  }
  return {
    peek,
    take,
    takeFirst: (names: readonly string[] = []) => take(names.find((name) => peek(name) !== undefined)),
    rest: () => Object.fromEntries([...left.values()].map(({ column, value }) => [column, value])),
  }
}
type Cells = ReturnType<typeof cellsOf>
const spelt = (column: string): string =>
  column
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '_')

function ratingOf(column: string, cell: string | undefined): number {
  return cell !== undefined && /^[1-5](\.0+)?$/.test(cell)
    ? Number(cell)
    : refuse(column, 'a whole number from 1 to 5', cell)
}
function verifiedOf(column: string | undefined, cell: string | undefined): boolean | undefined {
  if (column === undefined || cell === undefined) return undefined
  if (/^(true|yes|1)$/i.test(cell)) return true
  return /^(false|no|0)$/i.test(cell) ? false : refuse(column, 'yes or no', cell)
}
function customerFrom(
  source: string,
  { email, id }: { email?: string | undefined; id?: string | undefined },
  options: ImportOptions,
): Customer | undefined {
  const known = options.customerOf?.({ ...(email !== undefined && { email }), ...(id !== undefined && { id }) })
  if (known) return known
  if (email !== undefined) return { anonymousId: emailAlias(email) }
  return id === undefined ? undefined : { anonymousId: `${source}/${id}` }
}

const WITH_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)? ?(Z|UTC|[+-]\d\d:?\d\d)$/
const WITHOUT_ZONE = [
  "yyyy-MM-dd'T'HH:mm:ss.SSS",
  "yyyy-MM-dd'T'HH:mm:ss",
  'yyyy-MM-dd HH:mm:ss',
  'yyyy-MM-dd HH:mm',
  'yyyy-MM-dd',
]
/** What date-fns reads an offset or Unix time by. */
const NAMES_ZONE = /[xXtT]/
/** Days are not written with the month first or last by guess: 03/04 is refused unless the host says how it is meant. */
function timeOf(columns: Columns, cells: Cells, options: ImportOptions): string {
  const [first = ''] = columns.time
  const column = columns.time.find((name) => cells.peek(name) !== undefined) ?? first
  const text = cells.take(column)
  if (text === undefined) return refuse(column, 'a time', text)
  if (WITH_ZONE.test(text)) {
    const at = new Date(
      text
        .replace(/^(\S{10}) /, '$1T')
        .replace(/ ?UTC$/, 'Z')
        .replace(' ', ''),
    )
    return Number.isNaN(at.getTime()) ? refuse(column, 'a time that exists', text) : at.toISOString()
  }
  const zone = columns.zone ?? options.zone
  for (const format of [...(options.times ?? []), ...WITHOUT_ZONE]) {
    const local = parse(text, format, new TZDate(0, zone ?? 'UTC'))
    if (!isValid(local)) continue
    return zone === undefined && !NAMES_ZONE.test(format.replaceAll(/'[^']*'/g, ''))
      ? refuse(column, 'a time with its zone, or the option `zone`', text)
      : new Date(local.getTime()).toISOString()
  }
  return refuse(column, 'a time, as 2026-03-01 10:00:00 UTC; another form is named by the option `times`', text)
}

/** What the event itself would refuse, as a text that is too long. */
function check(data: Submitted['data']): void {
  const checked = events.reviewSubmitted.schema['~standard'].validate(data)
  if (checked instanceof Promise || !checked.issues) return
  const [issue] = checked.issues
  const path = issue?.path?.map((step) => String(typeof step === 'object' ? step.key : step)).join('.') ?? ''
  refuse(path, issue?.message ?? 'another value', undefined)
}
