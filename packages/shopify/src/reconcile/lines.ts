/** The file of a bulk query: a JSON object a line, what hangs on another right after it, with `__parentId`. */
import { parseBody } from '../facts/json.ts'
import { reconcileError } from './errors.ts'

type Line = Readonly<Record<string, unknown>> & { readonly id?: unknown; readonly __parentId?: unknown }
/** An object of the query's root, and what hangs on it. */
export interface Rooted {
  readonly root: Line
  readonly children: readonly Line[]
}

/** Downloads as it is read. @throws MotError BULK_UNREADABLE, which another try may mend */
export async function* downloadLines(url: string, get: typeof fetch, signal?: AbortSignal): AsyncGenerator<Rooted> {
  let open: { readonly root: Line; readonly children: Line[] } | undefined
  try {
    const response = await get(url, signal ? { signal } : {})
    if (!response.ok || !response.body) throw new Error(`answered ${response.status}`)
    for await (const text of linesOf(response.body)) {
      const line = parseBody(text) as Line
      if (line.__parentId === undefined) {
        if (open) yield open
        open = { root: line, children: [] }
      } else if (open === undefined || line.__parentId !== open.root.id) throw new Error('a line without its parent')
      else open.children.push(line)
    }
  } catch (cause) {
    throw reconcileError('BULK_UNREADABLE', {}, { cause, retryable: true })
  }
  if (open) yield open
}

/** Without the empty ones. A line ends with its line feed alone: JSON may hold other separators. */
async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = ''
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    yield* lines.filter((line) => line.trim() !== '')
  }
  if (rest.trim() !== '') yield rest
}
