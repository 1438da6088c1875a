// Writes what the policy packs hold into their pages and into the overview: `npm run docs:policies`. A test holds the pages to
// the packs. How a pack is read stands beside it on its page, by hand.
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type PolicyPack, policyPacks } from '@motkit/reviews'

const docs = new URL('../docs/', import.meta.url)
const [begin, end] = ['<!-- pack: written by `npm run docs:policies` -->\n', '<!-- /pack -->']

/** Channels as they are called, and what each answer means. */
const channels = { email: 'e-mail', sms: 'SMS', push: 'push', whatsapp: 'WhatsApp', onsite: 'on the site' } as const
const askings = {
  'unless-objected': 'unless they objected',
  'existing-customer': 'with consent, or as an existing customer',
  consent: 'with consent',
} as const
const rewards = {
  allowed: 'allowed',
  disclosed: 'allowed, whatever the rating; readers are told',
  forbidden: 'forbidden, of any kind',
} as const
const wordings = { free: 'free', neutral: 'neutral: they lean towards no answer' } as const
const places = {
  request: 'in the request',
  'sign-up': 'where the address is taken',
  reviews: 'beside the reviews',
} as const
const silent = 'it does not say'

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
const channelsOf = (): (keyof typeof channels)[] => ['email', 'sms', 'push', 'whatsapp', 'onsite']

function packPart({ id, name, date, applies, asking, incentives, gating, wording, says, sources }: PolicyPack): string {
  const where =
    'countries' in applies
      ? `customers in ${applies.countries.join(', ')}`
      : `reviews that will stand at the destination \`${applies.destination}\``
  const answers = [
    ...channelsOf().map((channel) => {
      const rule = asking?.[channel]
      return [`May they be asked: ${channels[channel]}`, rule ? askings[rule] : silent]
    }),
    ['May a reward be promised', incentives ? rewards[incentives] : silent],
    ['May satisfaction decide whom to ask', gating ?? silent],
    ['The words of the request', wording ? wordings[wording] : silent],
  ]
  const notices = says.map((notice) => [
    `\`${notice.id}\``,
    places[notice.in],
    notice.when === 'incentive' ? 'with a reward' : 'always',
  ])
  return [
    `\`${id}\`: ${name}. For ${where}. Held against its sources on ${date}.`,
    table(['question', 'answer'], answers),
    notices.length > 0 ? table(['must be said', 'where', 'when'], notices) : 'It names nothing that must be said.',
    `Sources:\n\n${sources.map(({ title, url }) => `- [${title}](${url})`).join('\n')}`,
    '',
  ].join('\n\n')
}
/** Every pack in a line. An empty cell: the pack does not speak of it. */
const overview = (): string =>
  `${table(
    ['', 'e-mail', 'SMS', 'push', 'WhatsApp', 'on the site', 'rewards', 'gating', 'words'],
    policyPacks.map(({ id, asking, incentives, gating, wording }) => [
      `[\`${id}\`](review-policies/${id}.md)`,
      ...[...channelsOf().map((channel) => asking?.[channel]), incentives, gating, wording].map(
        (rule) => rule?.replaceAll('-', ' ') ?? '',
      ),
    ]),
  )}\n`

/** By its path in docs, what each page should be: as it is, with its part renewed. */
export const policyPages = (): ReadonlyMap<string, string> =>
  new Map([
    ['21-review-policies.md', renewed('21-review-policies.md', overview())],
    ...policyPacks.map((pack): [string, string] => {
      const page = `review-policies/${pack.id}.md`
      return [page, renewed(page, packPart(pack))]
    }),
  ])
function renewed(page: string, part: string): string {
  const text = readFileSync(new URL(page, docs), 'utf8')
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/${page}: no place for the pack between ${begin.trim()} and ${end}`)
  return text.slice(0, from + begin.length) + part + text.slice(to)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  for (const [page, text] of policyPages()) writeFileSync(new URL(page, docs), text)
