import * as z from 'zod'
import { defineEvent } from '../event.ts'
import { id, text } from './shared.ts'

const scale = { nps: 10, csat: 5, ces: 7 }

/** A survey was answered: NPS 0 to 10, CSAT 1 to 5, CES 1 to 7. */
export const surveyAnswered = defineEvent(
  'survey.answered',
  z
    .object({
      surveyId: id,
      kind: z.enum(['nps', 'csat', 'ces']),
      score: z.int().min(0),
      orderId: id.optional(),
      caseId: id.optional(),
      comment: text.optional(),
    })
    .refine((answer) => (answer.kind === 'nps' || answer.score >= 1) && answer.score <= scale[answer.kind], {
      path: ['score'],
      error: 'a score on the scale of its kind: NPS 0 to 10, CSAT 1 to 5, CES 1 to 7',
    }),
  {
    subject: (data) =>
      data.caseId === undefined
        ? data.orderId === undefined
          ? `survey/${data.surveyId}`
          : `order/${data.orderId}`
        : `case/${data.caseId}`,
  },
)
