/** Reads JSON as a stream of lines, one object each; a file that is one JSON array is read as a whole. */
import { createReadStream } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileError } from '../errors.ts'
import type { Row } from '../mapping/expression.ts'
import type { Read } from './rows.ts'

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)
const asRow = (value: unknown, line: number): Read =>
  isRow(value) ? { line, row: value } : { line, code: 'ROW_MALFORMED', message: 'no JSON object' }

/** @throws MotError FILE_MISSING, FILE_UNREADABLE */
export async function* readJson(path: string): AsyncIterable<Read> {
  try {
    if ((await firstCharacter(path)) === '[') {
      const text = await readFile(path, 'utf8')
      yield* arrayRows(text.replace(/^\uFEFF/, ''))
      return
    }
    let line = 0
    for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
      line++
      const trimmed = text.replace(/^\uFEFF/, '').trim()
      if (trimmed !== '') yield parsed(trimmed, line)
    }
  } catch (error) {
    throw fileError(error, path)
  }
}

function parsed(text: string, line: number): Read {
  try {
    return asRow(JSON.parse(text), line)
  } catch (error) {
    return { line, code: 'ROW_MALFORMED', message: (error as Error).message }
  }
}

/** Of an array, the place in the array stands for the line. */
function* arrayRows(text: string): Iterable<Read> {
  let rows: unknown[]
  try {
    rows = JSON.parse(text)
  } catch (error) {
    yield { line: 1, code: 'ROW_MALFORMED', message: (error as Error).message }
    return
  }
  for (const [i, row] of rows.entries()) yield asRow(row, i + 1)
}

async function firstCharacter(path: string): Promise<string | undefined> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0)
    return buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\uFEFF/, '')
      .trimStart()[0]
  } finally {
    await file.close()
  }
}
