/** The name of a row that has none: its content, and how often that content came before in the file. */
import { hash } from 'node:crypto'

/**
 * Makes a namer of rows for one reading of one file: `hash(row)#occurrence`. Equal rows get different names, and
 * reading the file again gives the same ones. It holds some hundred bytes for each different row.
 */
export function createRowNamer(): (row: unknown) => string {
  const seen = new Map<string, number>()
  return (row) => {
    const content = hash('sha256', JSON.stringify(row), 'base64url')
    const occurrence = seen.get(content) ?? 0
    seen.set(content, occurrence + 1)
    return `${content}#${occurrence}`
  }
}
