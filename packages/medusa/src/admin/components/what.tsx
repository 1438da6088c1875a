/** What is to be done: a message with its template, a reward, a tag. */
import { Text } from '@medusajs/ui'
import { detailOf } from '../words/names'
import { useWords } from '../words/use-words'

interface Done {
  readonly rule: string
  readonly type: string
  readonly data?: unknown
}
export function What({ rule, type, data }: Done) {
  const { nameOf } = useWords()
  const detail = detailOf(data)
  return (
    <div className="py-1">
      <Text size="small" weight="plus">
        {nameOf('actionTypes', type)}
        {detail && `: ${detail}`}
      </Text>
      <Text size="xsmall" className="text-ui-fg-subtle">
        {nameOf('rules', rule)}
      </Text>
    </div>
  )
}
