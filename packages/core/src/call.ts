/** What calls of commands and of queries have in common: their input is checked at the border, and a refusal is a MotError. */
import { check, type Schema } from './definition.ts'
import { MotError, type MotErrorDetails } from './errors.ts'
import { isName, NAME, unsafePath } from './ingest.ts'
import { type Err, err, type Ok, ok, type Result } from './result.ts'

/** A code of the plugin's own, as its command or query gives it. */
export interface Refused<C extends string> {
  readonly ok: false
  readonly error: { readonly code: C; readonly message: string; readonly details?: Readonly<Record<string, unknown>> }
}
export type Answer = Result<unknown, string>

export const refuse = (code: string, message: string, details: MotErrorDetails): Err<string> =>
  err(new MotError(code, message, { details }))
export const invalid = (path: string, expected: string): Err<string> =>
  refuse('INPUT_INVALID', `${path}: ${expected}`, { path, expected })
/** What a plugin said, or what was stored of it, as it is answered: a refusal is a MotError. */
export const answerOf = (said: Ok<unknown> | Refused<string>): Answer =>
  said.ok ? said : refuse(said.error.code, said.error.message, said.error.details ?? {})

/**
 * @param raw all that the caller gave
 * @param own of it, the plugin's part
 */
export function checkInput(schema: Schema<unknown>, raw: unknown, tenant: unknown, own: unknown): Answer {
  const unsafe = unsafePath(raw, 'input')
  if (unsafe !== undefined) {
    const [path, expected] = [unsafe.slice('input.'.length), 'no __proto__ key, no U+0000, no half of a character']
    return refuse('INPUT_INVALID', `${JSON.stringify(path)} cannot be stored: ${expected}`, { path, expected })
  }
  if (!isName(tenant)) return invalid('tenant', NAME)
  const checked = check(schema, own)
  return 'issue' in checked ? invalid(checked.issue.path, checked.issue.message) : ok(checked.value)
}

/** Runs what a plugin wrote. @throws MotError PLUGIN_FAILED, where it throws */
export function ask<T>(by: string, plugin: () => T): T {
  try {
    return plugin()
  } catch (cause) {
    throw new MotError('PLUGIN_FAILED', `${by} threw`, { cause, details: { path: by } })
  }
}
