/** The two ways out for chosen dead letters. Both ask first. */
import { Button, Text, toast, usePrompt } from '@medusajs/ui'
import { useDrop, useRetry } from '../../api/queries'
import { useWords } from '../../words/use-words'

/** So many at a time, as the routes take them. */
const MOST = 100

export function DeadActions({ keys }: { readonly keys: readonly string[] }) {
  const { t } = useWords()
  const ask = usePrompt()
  const retry = useRetry()
  const drop = useDrop()
  const isBusy = keys.length === 0 || retry.isPending || drop.isPending

  async function perform(what: 'retry' | 'drop'): Promise<void> {
    const isSure = await ask({
      title: t(`dead.${what}Title`, { count: keys.length }),
      description: t(`dead.${what}Text`),
      confirmText: t(`dead.${what}`),
      cancelText: t('common.cancel'),
      variant: what === 'drop' ? 'danger' : 'confirmation',
    })
    if (!isSure) return
    try {
      let count = 0
      for (let at = 0; at < keys.length; at += MOST) {
        const some = { keys: keys.slice(at, at + MOST) }
        count += what === 'retry' ? (await retry.mutateAsync(some)).retried : (await drop.mutateAsync(some)).dropped
      }
      toast.success(t(what === 'retry' ? 'dead.retried' : 'dead.dropped', { count }))
    } catch (error) {
      toast.error((error as Error).message)
    }
  }
  return (
    <>
      {keys.length > 0 && <Text size="small">{t('dead.chosen', { count: keys.length })}</Text>}
      <Button size="small" variant="secondary" disabled={isBusy} onClick={() => perform('retry')}>
        {t('dead.retry')}
      </Button>
      <Button size="small" variant="danger" disabled={isBusy} onClick={() => perform('drop')}>
        {t('dead.drop')}
      </Button>
    </>
  )
}
