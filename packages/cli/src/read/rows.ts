/** What reading a file gives, row by row: a row, or what was wrong with it. */
import type { Row } from '../mapping/expression.ts'

export interface ReadRow {
  readonly line: number
  readonly row: Row
}
/** A row that could not be read or mapped, or that the engine refused. */
export interface Problem {
  readonly line: number
  readonly code: string
  readonly message: string
  readonly file?: string
}
export type Read = ReadRow | Problem
export const isProblem = (one: object): one is Problem => 'code' in one
