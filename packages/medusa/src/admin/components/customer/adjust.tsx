/** Adjusts a customer's points by hand. Each opening has an id of its own: however often it is sent, it counts once. */
import { Button, Drawer, Input, Label, Text, toast } from '@medusajs/ui'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { useAdjust } from '../../api/queries'
import { useWords } from '../../words/use-words'

export function Adjust({ customerId }: { readonly customerId: string }) {
  const { t } = useWords()
  const [id, setId] = useState<string>()
  return (
    <Drawer open={id !== undefined} onOpenChange={(isOpen) => setId(isOpen ? crypto.randomUUID() : undefined)}>
      <Drawer.Trigger asChild>
        <Button size="small" variant="secondary">
          {t('adjust.open')}
        </Button>
      </Drawer.Trigger>
      <Drawer.Content>
        <Drawer.Header>
          <Drawer.Title>{t('adjust.title')}</Drawer.Title>
          <Drawer.Description>{t('adjust.hint')}</Drawer.Description>
        </Drawer.Header>
        {id !== undefined && <AdjustForm customerId={customerId} id={id} done={() => setId(undefined)} />}
      </Drawer.Content>
    </Drawer>
  )
}

interface AdjustFormProps {
  readonly customerId: string
  /** Of this adjustment. */
  readonly id: string
  readonly done: () => void
}
function AdjustForm({ customerId, id, done }: AdjustFormProps) {
  const { t } = useWords()
  const adjust = useAdjust(customerId)
  const [points, setPoints] = useState('')
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const isNumber = /^[+-]?\d+$/.test(points.trim()) && Number(points) !== 0
  const wrongPoints = isTried && !isNumber ? t('adjust.wrongPoints') : undefined
  const wrongReason = isTried && reason.trim() === '' ? t('adjust.noReason') : undefined

  function submit(event: FormEvent): void {
    event.preventDefault()
    setTried(true)
    if (!isNumber || reason.trim() === '') return
    const onSuccess = () => {
      toast.success(t('adjust.done'))
      done()
    }
    adjust.mutate({ id, points: Number(points), reason: reason.trim() }, { onSuccess })
  }
  return (
    <form onSubmit={submit} className="flex flex-1 flex-col" noValidate data-mot="adjust">
      <Drawer.Body className="flex flex-1 flex-col gap-4">
        <Field label={t('adjust.points')} hint={t('adjust.pointsHint')} wrong={wrongPoints}>
          {(field) => (
            <Input {...field} inputMode="numeric" value={points} onChange={({ target }) => setPoints(target.value)} />
          )}
        </Field>
        <Field label={t('adjust.reason')} hint={t('adjust.reasonHint')} wrong={wrongReason}>
          {(field) => <Input {...field} value={reason} onChange={({ target }) => setReason(target.value)} />}
        </Field>
        {adjust.error && (
          <Text size="small" className="text-ui-fg-error" role="alert">
            {adjust.error.message}
          </Text>
        )}
      </Drawer.Body>
      <Drawer.Footer>
        <Drawer.Close asChild>
          <Button size="small" variant="secondary" type="button">
            {t('common.cancel')}
          </Button>
        </Drawer.Close>
        <Button size="small" type="submit" isLoading={adjust.isPending}>
          {t('adjust.save')}
        </Button>
      </Drawer.Footer>
    </form>
  )
}

interface FieldProps {
  readonly label: string
  readonly hint: string
  readonly wrong: string | undefined
  readonly children: (field: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }) => ReactNode
}
function Field({ label, hint, wrong, children }: FieldProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <Label htmlFor={id} size="small">
        {label}
      </Label>
      {children({ id, 'aria-describedby': `${id}-hint`, 'aria-invalid': wrong !== undefined })}
      <Text size="xsmall" id={`${id}-hint`} className={wrong ? 'text-ui-fg-error' : 'text-ui-fg-subtle'}>
        {wrong ?? hint}
      </Text>
    </div>
  )
}
