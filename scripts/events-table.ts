// Writes the catalogue in docs/03-events.md from the definitions: `npm run docs:events`. A test holds the page to them.
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type AnyEvent, events } from '@motkit/core'
import * as z from 'zod'

export const eventsPageFile = new URL('../docs/03-events.md', import.meta.url)
const [begin, end] = ['<!-- events -->\n', '<!-- /events -->']

/** Fields that every event of a visit may have; said once, above the table. */
const ofVisit = ['sessionId', 'device', 'channel']

/** Every field by its own name, so that a subject made of it shows which. */
const named = (absent: readonly string[] = []) =>
  new Proxy({}, { get: (_, field) => (absent.includes(String(field)) ? undefined : `<${String(field)}>`) })

/** What an event is about, with every field given; then with the first field of that left out, and so on. */
function subjectsOf(definition: AnyEvent): string {
  const [found, absent]: [string[], string[]] = [[], []]
  for (;;) {
    const subject = definition.subject?.(named(absent))
    if (subject === undefined) break
    const field = /<(\w+)>/.exec(subject)?.[1]
    if (field === undefined) break // `visit/-`: said once, above the table
    found.push(subject)
    if (isRequired(definition, field)) break
    absent.push(field)
  }
  return found.length === 0 ? 'the customer' : found.map((subject) => `\`${subject}\``).join(', else ')
}

function shapeOf({ type, schema }: AnyEvent): { fields: readonly string[]; required: readonly string[] } {
  if (!(schema instanceof z.ZodType)) throw new Error(`${type} has no zod schema`)
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' })
  return { fields: Object.keys(properties), required }
}
const isRequired = (definition: AnyEvent, field: string): boolean => shapeOf(definition).required.includes(field)

function fieldsOf(definition: AnyEvent): string {
  const { fields, required } = shapeOf(definition)
  const own = fields.filter((field) => !(ofVisit.includes(field) && fields.includes('device')))
  return own.map((field) => `\`${field}${required.includes(field) ? '' : '?'}\``).join(' ')
}

/** As the definition's own comment says. */
function segmentOf({ type }: AnyEvent): string {
  const file = new URL(`../packages/core/src/events/${type.replace('.', '-')}.ts`, import.meta.url)
  return /Segment: ([^.]+)\./.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
}

export const eventsTable = (): string =>
  [
    '| type | about | data | Segment |',
    '| --- | --- | --- | --- |',
    ...Object.values(events).map(
      (one) => `| \`${one.type}\` | ${subjectsOf(one)} | ${fieldsOf(one)} | ${segmentOf(one)} |`,
    ),
    '',
  ].join('\n')

/** The page with its table renewed. */
export function eventsPage(): string {
  const page = readFileSync(eventsPageFile, 'utf8')
  const [from, to] = [page.indexOf(begin) + begin.length, page.indexOf(end)]
  return page.slice(0, from) + eventsTable() + page.slice(to)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(eventsPageFile, eventsPage())
