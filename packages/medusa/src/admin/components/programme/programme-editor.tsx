/** Edits the programme as JSON. It is saved only as it was simulated. */
import { Button, Label, Text, Textarea, toast } from '@medusajs/ui'
import { useId, useRef, useState } from 'react'
import type { ProgrammeAnswer } from '../../../api/admin/mot/answers'
import { Refusal } from '../../api/client'
import { useSave, useSimulate } from '../../api/queries'
import { useWords } from '../../words/use-words'
import { locate } from './locate'
import { SimulationResult } from './simulation-result'
import { Wrong } from './wrong'

interface EditorProps {
  readonly answer: ProgrammeAnswer
  /** Takes what somebody else saved. */
  readonly reload: () => unknown
}
export function ProgrammeEditor({ answer, reload }: EditorProps) {
  const { t } = useWords()
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const original = JSON.stringify(answer.programme, null, 2)
  const [text, edit] = useState(original)
  const [simulated, setSimulated] = useState<string>()
  const [wrong, setWrong] = useState<Error>()
  const simulate = useSimulate()
  const save = useSave()

  /** Both do the same with what is refused. */
  async function attempt(perform: (programme: object) => Promise<void>): Promise<void> {
    setWrong(undefined)
    try {
      await perform(JSON.parse(text))
    } catch (error) {
      setWrong(error as Error)
      if (!(error instanceof Refusal) || error.status !== 400 || !error.path) return
      const { start, end } = locate(text, error.path)
      area.current?.focus()
      // All of it is too much to type over by mistake.
      area.current?.setSelectionRange(start, start === 0 ? 0 : end)
    }
  }
  const doSimulate = () =>
    attempt(async (programme) => {
      await simulate.mutateAsync(programme)
      setSimulated(text)
    })
  const doSave = () =>
    attempt(async (programme) => {
      await save.mutateAsync({ programme, basedOn: answer.revision })
      toast.success(t('programme.saved'))
    })
  const isBusy = simulate.isPending || save.isPending

  return (
    <>
      <div className="flex flex-col gap-3 px-6 py-4">
        <Label htmlFor={id} size="small">
          {t('programme.label')}
        </Label>
        <Textarea
          ref={area}
          id={id}
          className="min-h-96 font-mono"
          spellCheck={false}
          value={text}
          onChange={({ target }) => edit(target.value)}
          aria-invalid={wrong !== undefined}
          aria-describedby={`${id}-wrong`}
        />
        <div id={`${id}-wrong`} role="alert">
          {wrong && <Wrong error={wrong} text={text} reload={reload} />}
        </div>
        <div className="flex flex-wrap items-center justify-end gap-2">
          <Text size="xsmall" className="text-ui-fg-subtle mr-auto" id={`${id}-order`}>
            {t('programme.order')}
          </Text>
          <Button
            size="small"
            variant="transparent"
            disabled={text === original || isBusy}
            onClick={() => edit(original)}
          >
            {t('programme.reset')}
          </Button>
          <Button
            size="small"
            variant="secondary"
            isLoading={simulate.isPending}
            disabled={isBusy}
            onClick={doSimulate}
          >
            {t('programme.simulate')}
          </Button>
          <Button
            size="small"
            isLoading={save.isPending}
            disabled={simulated !== text || isBusy}
            onClick={doSave}
            aria-describedby={`${id}-order`}
          >
            {t('programme.save')}
          </Button>
        </div>
      </div>
      {simulated === text && simulate.data && <SimulationResult result={simulate.data} />}
    </>
  )
}
