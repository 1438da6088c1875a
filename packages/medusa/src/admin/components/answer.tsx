/** What a route answers, while it is asked, where it fails, and when it is there. */
import { Button, Skeleton, Text } from '@medusajs/ui'
import type { ReactNode } from 'react'
import { Refusal } from '../api/client'
import { useWords } from '../words/use-words'
import { Nothing } from './section'

/** A query of react-query, of one page or of many. */
interface Query<T> {
  readonly data: T | undefined
  readonly isPending: boolean
  readonly error: unknown
  refetch(): unknown
}
interface AnswerProps<T> {
  readonly query: Query<T>
  /** Says that there is nothing; without it, not to be found is a failure as any other. */
  readonly missing?: string
  readonly children: (value: T) => ReactNode
}
export function Answer<T>({ query, missing, children }: AnswerProps<T>) {
  const { t } = useWords()
  if (query.data !== undefined) return children(query.data)
  if (query.isPending) return <Loading label={t('common.loading')} />
  if (missing && query.error instanceof Refusal && query.error.status === 404)
    return (
      <div className="px-6 py-4">
        <Nothing>{missing}</Nothing>
      </div>
    )
  return (
    <div className="flex flex-col items-start gap-2 px-6 py-4" role="alert">
      <Text size="small">{t('common.failed')}</Text>
      <Text size="xsmall" className="text-ui-fg-subtle">
        {query.error instanceof Error && query.error.message}
      </Text>
      <Button size="small" variant="secondary" onClick={() => query.refetch()}>
        {t('common.again')}
      </Button>
    </div>
  )
}

function Loading({ label }: { readonly label: string }) {
  return (
    <div className="flex flex-col gap-2 px-6 py-4" role="status" aria-label={label}>
      <Skeleton className="h-5 w-1/3" />
      <Skeleton className="h-5 w-2/3" />
      <Skeleton className="h-5 w-1/2" />
    </div>
  )
}
