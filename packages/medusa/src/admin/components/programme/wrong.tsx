/** What is wrong with the programme, and where. */
import { Button, InlineTip } from '@medusajs/ui'
import { Refusal } from '../../api/client'
import { useWords } from '../../words/use-words'
import { lineOf, locate } from './locate'

interface WrongProps {
  readonly error: Error
  readonly text: string
  readonly reload: () => unknown
}
export function Wrong({ error, text, reload }: WrongProps) {
  const { t } = useWords()
  if (!(error instanceof Refusal))
    return (
      <InlineTip variant="error" label={t('programme.invalid')}>
        {error instanceof SyntaxError ? t('programme.notJson', { message: error.message }) : error.message}
      </InlineTip>
    )
  if (error.status === 409)
    return (
      <div className="flex flex-col items-start gap-2">
        <InlineTip variant="warning" label={t('tabs.programme')}>
          {t('programme.changed')}
        </InlineTip>
        <Button size="small" variant="secondary" onClick={reload}>
          {t('programme.load')}
        </Button>
      </div>
    )
  const place =
    error.path && t('programme.at', { path: error.path, line: lineOf(text, locate(text, error.path).start) })
  return (
    <InlineTip variant="error" label={place ?? t('programme.invalid')}>
      {error.message}
      {error.expected && ` ${t('programme.expected', { expected: error.expected })}`}
    </InlineTip>
  )
}
