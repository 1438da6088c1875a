/** What can go wrong where a programme is saved. */
import { MotError } from '@motkit/core'

export const programmeChanged = (basedOn: number, revision: number): MotError<'PROGRAMME_CHANGED'> =>
  new MotError('PROGRAMME_CHANGED', `the programme is at revision ${revision}, not at ${basedOn}`, {
    details: { path: 'basedOn', expected: String(revision), received: String(basedOn) },
  })
