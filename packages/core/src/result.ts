/** Expected failures are values: every public call answers with a Result and throws only on a programmer's mistake. */
import type { MotError } from './errors.ts'

export type Ok<T> = { readonly ok: true; readonly value: T }
export type Err<C extends string> = { readonly ok: false; readonly error: MotError<C> }
export type Result<T, C extends string = string> = Ok<T> | Err<C>

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value })
export const err = <C extends string>(error: MotError<C>): Err<C> => ({ ok: false, error })
