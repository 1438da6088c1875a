/** The guide says of the topics what the code does. */
import { readFileSync } from 'node:fs'
import { events, moments } from '@motkit/core'
import { apiVersions, pixelEvents, type ShopifyTopic, shopifyTopics } from '@motkit/shopify'
import { expect, test } from 'vitest'

const page = (name: string) => readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8')
const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')

/** The rows of the table with this head. */
function rowsOf(text: string, head: string): string[] {
  const lines = text.split('\n')
  const from = lines.indexOf(head)
  return lines.slice(from + 2, lines.indexOf('', from))
}
/** Rows that say the same of neighbours are one. */
function tableOf(topics: readonly ShopifyTopic[]): string[] {
  const rows: { topics: string[]; says: string }[] = []
  for (const { topic, tells, moments, asks, silent } of topics) {
    const heard = asks ? `asks to \`${asks}\`` : silent ? `nothing: ${silent}` : code(tells)
    const says = `${heard} | ${code(moments)} |`
    const last = rows.at(-1)
    if (last?.says === says) last.topics.push(topic)
    else rows.push({ topics: [topic], says })
  }
  return rows.map(({ topics, says }) => `| ${code(topics)} | ${says}`)
}

test('the table of topics is that of the code', () => {
  expect(rowsOf(page('27-shopify'), '| topic | motkit hears | moments |')).toEqual(tableOf(shopifyTopics))
})
test('the table of what a pixel says is that of the code', () => {
  const rows = pixelEvents.map(({ name, tells, moments, silent }) => {
    const heard = silent ? `nothing: ${silent}` : code(tells)
    return `| \`${name}\` | ${heard} | ${code(moments)} |`
  })
  expect(rowsOf(page('30-shopify-storefront'), '| standard event | motkit hears | moments |')).toEqual(rows)
})
test('promises only events and moments that motkit knows', () => {
  const known = (of: Readonly<Record<string, { readonly type: string }>>) =>
    new Set(Object.values(of).map(({ type }) => type))
  const all = [...shopifyTopics, ...pixelEvents]
  const told = new Set<string>(all.flatMap(({ tells }) => tells))
  const opened = new Set<string>(all.flatMap(({ moments }) => moments))
  expect([...told].filter((type) => !known(events).has(type))).toEqual([])
  expect([...opened].filter((type) => !known(moments).has(type))).toEqual([])
})
const toml = page('33-shopify-go-live').match(/```toml\n(# shopify\.app\.toml.*?)```/s)?.[1] ?? ''
test('the configuration of an app asks for the scopes of the table, but for what is granted on request', () => {
  const asked = toml.match(/^scopes = "(.*)"$/m)?.[1]?.split(',') ?? []
  const rows = rowsOf(page('33-shopify-go-live'), '| scope | for |').filter((row) => !row.includes('[on request]'))
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, scope]) => scope))
  expect(asked.sort()).toEqual(named.sort())
})
test('the configuration of an app subscribes to each topic once, where it belongs', () => {
  const listed = (key: string) =>
    [...toml.matchAll(new RegExp(`^${key} = \\[(.*?)\\]`, 'gms'))].flatMap(([, list = '']) =>
      [...list.matchAll(/"([^"]+)"/g)].map(([, topic]) => topic),
    )
  const wanted = (by: ShopifyTopic['subscribedBy']) =>
    shopifyTopics.filter(({ subscribedBy, silent }) => subscribedBy === by && !silent).map(({ topic }) => topic)
  expect(listed('topics').sort()).toEqual(wanted('api').sort())
  expect(listed('compliance_topics').sort()).toEqual(wanted('configuration').sort())
  expect(toml).toContain(`api_version = "${apiVersions.at(-1)}"`)
})
