/** Shows the rest of a list. */
import { Button } from '@medusajs/ui'
import { useWords } from '../words/use-words'

export function More({ onClick }: { readonly onClick: () => unknown }) {
  const { t } = useWords()
  return (
    <Button size="small" variant="secondary" className="self-start" onClick={onClick}>
      {t('common.more')}
    </Button>
  )
}
