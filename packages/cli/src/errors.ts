/** What the command line answers when it cannot go on: one line with a code and a path, and never a stack trace. */
import { MotError, type MotErrorDetails } from '@motkit/core'

/** Every code of the command line, with what it means. */
export const cliErrors = {
  FILE_MISSING: 'There is no file or folder at this path.',
  FILE_UNREADABLE:
    'The path is there and cannot be read: a folder in place of a file, a file in place of a folder, no right to it.',
  FORMAT_UNKNOWN: 'No format of this name comes with motkit, and it is no path of a mapping.',
  MAPPING_INVALID: 'The mapping is no JSON, or not of the shape that a mapping has; the path says where.',
  OPTION_INVALID: 'An option or argument has a value that it cannot have.',
  ROW_MALFORMED: 'A row of a file could not be read. It is counted as refused; `--strict` stops at it.',
  ROW_UNMAPPED: 'A value of a row could not be turned into what the mapping asks for. Counted as refused likewise.',
  CUSTOMER_UNKNOWN: 'No event of the file is about this customer.',
  STORE_FOREIGN: 'The folder holds other data than these, or something that is no replay.',
  STORE_UNREADABLE: 'The database in the folder does not open.',
  DATABASE_UNREACHABLE: 'Nothing answers at the address of the database, or it refuses this user.',
  ENGINE_MISSING: 'This is done by an engine with your plugins: name the module that exports it.',
  ENGINE_INVALID: 'The module does not load, or exports no engine.',
  ACTION_UNKNOWN: 'No dead action has this key.',
  INTERNAL: 'A mistake of motkit itself.',
} as const

export type CliErrorCode = keyof typeof cliErrors

export const cliError = (code: CliErrorCode, message: string, details: MotErrorDetails = {}): MotError<CliErrorCode> =>
  new MotError(code, message, { details })

/** What a failed read of a file is called. */
export function fileError(error: unknown, path: string): MotError<CliErrorCode> {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return cliError('FILE_MISSING', 'no such file or folder', { path })
  if (code === 'EISDIR') return cliError('FILE_UNREADABLE', 'a folder, where a file was expected', { path })
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return cliError('FILE_UNREADABLE', 'a file, where a folder was expected', { path })
  return cliError('FILE_UNREADABLE', message, { path })
}
