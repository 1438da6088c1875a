/** What a mutation answers where it does nothing. */
export interface UserError {
  readonly field: readonly string[] | null
  readonly message: string
  readonly code?: string
}

/** @param results what it answers with where it does something: nothing now */
export const refusing =
  (...results: string[]) =>
  (code: string, message: string, ...field: string[]) => ({
    ...Object.fromEntries(results.map((result) => [result, null])),
    userErrors: [{ field, code, message }],
  })
