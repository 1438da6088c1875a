import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, ofCase } from './shared.ts'

/** Somebody answered a case. */
export const caseAnswered = defineEvent('case.answered', z.object({ caseId: id }), ofCase)
