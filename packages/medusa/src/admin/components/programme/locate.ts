/** Where in a JSON text a value stands, so that what is wrong with it is shown there. Pure. */

export interface Range {
  readonly start: number
  readonly end: number
}
const TOKEN = /"(?:\\.|[^"\\])*"|[[\]{},:]|[^\s[\]{},:"]+/g

/** By path, as `earn.2.rate`. @param text valid JSON */
function rangesOf(text: string): ReadonlyMap<string, Range> {
  const tokens = [...text.matchAll(TOKEN)]
  const ranges = new Map<string, Range>()
  let next = 0
  const peek = (): string => tokens[next]?.[0] ?? ''

  function read(path: string): void {
    const start = tokens[next]?.index ?? 0
    const opened = peek()
    next++
    if (opened === '{' || opened === '[') {
      for (let index = 0; peek() !== '}' && peek() !== ']'; index++) {
        if (peek() === ',') next++
        const key = opened === '[' ? index : JSON.parse(peek())
        if (opened === '{') next += 2
        read(path === '' ? `${key}` : `${path}.${key}`)
      }
      next++
    }
    const last = tokens[next - 1]
    ranges.set(path, { start, end: (last?.index ?? 0) + (last?.[0].length ?? 0) })
  }
  read('')
  return ranges
}

/** The value at a path; where nothing stands there, what it would stand in. */
export function locate(text: string, path: string): Range {
  const ranges = rangesOf(text)
  const steps = path.split('.')
  for (let length = steps.length; length > 0; length--) {
    const range = ranges.get(steps.slice(0, length).join('.'))
    if (range) return range
  }
  return ranges.get('') ?? { start: 0, end: 0 }
}

/** From 1. */
export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length
