/** The programme as it is, with where it comes from, and the editor. */
import { useProgramme, useUserNames } from '../../api/queries'
import { useWords } from '../../words/use-words'
import { Answer } from '../answer'
import { Section } from '../section'
import { ProgrammeEditor } from './programme-editor'

export function ProgrammePage() {
  const { t, time } = useWords()
  const programme = useProgramme()
  const { data } = programme
  const [who] = useUserNames(data?.savedBy ? [data.savedBy] : []).data ?? []
  const saved = data?.from === 'saved' && [
    t('programme.fromSaved', { revision: data.revision, date: data.savedAt ? time(data.savedAt) : '' }),
    who && t('programme.savedBy', { who: who[1] }),
  ]
  const origin = saved ? saved.filter(Boolean).join(' ') : data && t('programme.fromConfig')
  return (
    <Section
      title={t('tabs.programme')}
      hint={
        <>
          {t('programme.hint')} {origin}
        </>
      }
    >
      <Answer query={programme} missing={t('programme.none')}>
        {(answer) => <ProgrammeEditor key={answer.revision} answer={answer} reload={() => programme.refetch()} />}
      </Answer>
    </Section>
  )
}
