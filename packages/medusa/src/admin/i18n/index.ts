/** What the admin takes from the plugin: its words by language, in a namespace of their own. */
import { de } from './de'
import { en } from './en'

export default { en: { mot: en }, de: { mot: de } }
