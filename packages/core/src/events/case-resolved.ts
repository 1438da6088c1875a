import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, ofCase } from './shared.ts'

/** A case was closed, solved or not. */
export const caseResolved = defineEvent(
  'case.resolved',
  z.object({ caseId: id, solved: z.boolean().optional(), satisfaction: z.int().min(1).max(5).optional() }),
  ofCase,
)
