/** What is shown, in the language of the admin: texts of the plugin, and names of motkit in people's words. */
import { useTranslation } from 'react-i18next'
import { guarded, keyOf, missingConsent, readSubject } from './names'

export type Named =
  | 'stages'
  | 'moments'
  | 'polarities'
  | 'states'
  | 'actionTypes'
  | 'rules'
  | 'guards'
  | 'channels'
  | 'purposes'
  | 'statementLines'

export function useWords() {
  const { t, i18n } = useTranslation('mot')
  const language = i18n.resolvedLanguage ?? 'en'
  /** A name that nobody has words for is shown as it is: it is of a plugin of the shop. */
  const nameOf = (group: Named, name: string): string => t(keyOf(group, name), { defaultValue: name })

  function reasonOf(reason: string): string {
    const consent = missingConsent(reason)
    if (consent)
      return t('reasons.noConsent', {
        channel: nameOf('channels', consent.channel),
        purpose: nameOf('purposes', consent.purpose),
      })
    const inner = guarded(reason)
    if (inner) return t('actions.by', { guard: nameOf('guards', inner.guard), reason: reasonOf(inner.reason) })
    return t(keyOf('reasons', reason), { defaultValue: reason, nsSeparator: false })
  }
  /** @param name that its people know it by, as `#12` */
  function subjectOf(subject: string, name = readSubject(subject).short): string {
    return t(`subjects.${readSubject(subject).kind}`, { id: name, defaultValue: subject })
  }
  const format = (at: string, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(language, options).format(new Date(at))

  return {
    t,
    nameOf,
    reasonOf,
    subjectOf,
    number: (value: number): string => new Intl.NumberFormat(language).format(value),
    /** With its sign, as a change is written. */
    change: (value: number): string => new Intl.NumberFormat(language, { signDisplay: 'exceptZero' }).format(value),
    /** @param amount in minor units */
    money: (amount: number, currency: string): string => {
      const format = new Intl.NumberFormat(language, { style: 'currency', currency })
      return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
    },
    date: (at: string): string => format(at, { dateStyle: 'medium' }),
    time: (at: string): string => format(at, { dateStyle: 'medium', timeStyle: 'short' }),
    /** A day without a zone, as the Monday of a week. */
    day: (at: string): string => format(at, { day: 'numeric', month: 'short', timeZone: 'UTC' }),
    /** `2027-03` */
    month: (month: string): string => format(`${month}-01`, { month: 'long', year: 'numeric', timeZone: 'UTC' }),
  }
}
