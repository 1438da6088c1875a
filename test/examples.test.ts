// Every example runs as a reader would run it, and says what it is there to show.
import { execFile } from 'node:child_process'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { root } from './manifests.ts'
import { noSchema } from './shopify/support/local-admin.ts'

const run = promisify(execFile)
const folder = `${root}examples`
/** The shop is a whole Medusa, and is played in by packages/medusa. */
const names = readdirSync(folder)
  .filter((name) => name !== 'medusa-store')
  .sort()

/** Lines that must be in the output, each as it stands there, in this order. */
const said: Readonly<Record<string, readonly string[]>> = {
  '01-hello': [
    'moment  order/1001 positive order-placed',
    "message thank-you to { id: 'ada' } under default/thanks/order/1001/",
  ],
  '02-custom-plugin': [
    '2026-03-07T10:00:00.000Z book    toaster 1 seats left',
    '2026-03-07T10:00:00.000Z book    lamp SEATS_TAKEN',
    '2026-03-07T14:00:00.000Z moment  repair/r1 positive mended toaster',
    '2026-03-07T14:00:00.000Z moment  repair/r2 negative not-mended radio',
    '2026-03-07T14:00:00.000Z message we-look-for-a-part',
    '2026-03-07T14:00:00.000Z reserve a part for radio under default/repairs.find-a-part/repair/r2/part',
    '2026-03-14T14:00:00.000Z message how-does-it-go',
  ],
  '03-data-rules': [
    'vip-thanks sends vip-thanks about order/1001',
    `vip-thanks is silent about order/1002: "total is 500 or more" saw { 'moment.data.total.amount': 4900 }`,
    'MotError: rules.typo.when.late is no JSON Logic that can be compiled',
  ],
  '04-guards': [
    '2026-03-03T20:30:00.000Z deferred id:edsger quiet-hours: quiet-hours 2026-03-04T06:00:00.000Z',
    '2026-03-03T20:30:00.000Z held-out id:grace holdout: control-group ',
    '2026-03-03T20:30:00.000Z sent your-cart {"id":"ada"}',
    '2026-03-04T06:00:00.000Z sent your-cart {"id":"edsger"}',
    'explain cart/k2 done',
    'explain cart/k4 open until 2026-03-10T20:30:00.000Z because of message-budget-cart',
  ],
  '05-backfill': [
    '9 events of the past, 3 moments, 1 held back',
    '9 of them known when read again',
    '2026-03-09T09:30:00.000Z sent review-request about order/4',
    'repeat_customer with 196 points',
  ],
  '06-scenario-test': [
    '2026-01-12T10:00:00.000Z message.send order/order-1 default/reviews.request/order/order-1/request',
    'who sends it back is not asked for a review',
    '  reviews.request about order/order-1: request skipped: returned since 2026-01-05T10:00:00.000Z',
  ],
  '07-own-transaction': [
    'told of order.placed order/1',
    'order 2: the payment was refused',
    'message thanks for 1',
    '1 order, 1 event',
  ],
  '08-loyalty': [
    'this cart would earn 170 spend 120, welcome 50',
    '2026-01-31 ordered: 0 to spend, 170 wait, 0 set aside, 0 owed',
    '2026-02-16 two weeks after the delivery: 170 to spend, 0 wait, 0 set aside, 0 owed',
    '2026-02-16 POINTS_TOO_FEW: 70 to spend, 0 wait, 0 set aside, 0 owed',
    '2026-02-16 half of the order came back: 0 to spend, 0 wait, 0 set aside, 15 owed',
    '2026-03-01 31 January and a month is over: 0 to spend, 0 wait, 0 set aside, 15 owed',
  ],
  '09-tiers': [
    '2026-01-10 ordered for 450.00: 450 points, silver, 15000 to gold, no tier on 2027-02-10 unless 20000 more',
    '2026-03-10   reward champagne',
    '2026-03-10 ordered for 150.00: 600 points, gold, no tier on 2027-02-10 unless 25000 more',
    '2026-03-10 ordered for 50.00, in gold: 700 points, gold, silver on 2027-02-10 unless 20000 more',
    '2026-03-10 100.00 of the first order came back: 600 points, gold, silver on 2027-02-10 unless 20000 more',
    '2027-01-12 a year after the first order: 600 points, gold, silver on 2027-02-10 unless 20000 more',
    '2027-01-27   message your-tier-ends-soon',
    '2027-02-10   message we-miss-you',
    '2027-02-10   tag gold off',
    '2027-05-01 all is quiet: 600 points, no tier, 20000 to silver',
  ],
  '10-offers': [
    '2026-03-02T18:00:00.000Z reward  welcome-10 about visit/s1',
    '2026-03-02T18:00:00.000Z message welcome about visit/s1 welcome-10',
    '2026-03-02T20:30:00.000Z message cart-reminder about cart/k1 ',
    '2026-03-03T20:30:00.000Z message cart-incentive about cart/k1 cart-5',
    '2026-03-03T22:00:00.000Z withdrawn offers.abandoned-cart about cart/k1 no-longer-wanted',
    '2026-03-10T10:00:00.000Z withdrawn offers.high-ticket about order/1 no-longer-wanted',
    'no voucher: worth the minimum, after refunds',
  ],
  '11-referral': [
    'share https://shop.example/?ref=ADA-10',
    '2026-03-15 look at this: same-address',
    "2026-03-15 free-mug for { id: 'bea' }",
    'points of ada: 500',
    "held: { id: 'dora' } same-address",
    'and rejected by another: REFERRAL_DECIDED',
    "2026-03-15 free-mug for { id: 'dora' }",
    'points of ada: 1000',
  ],
  '12-custom-reward': [
    'coupon  CLUB-9KWN-Z4X6-EQ5E-3SR8 until 2026-04-15T23:59:59.999Z',
    'planted oak for r2',
    'revoked oak of r2 given away',
    'changed her mind: 250 points left',
    'REWARD_REFUSED birch: 1 for one customer at most',
    'dead    default/loyalty.reward/redemption/r3/r3 TREES_SOLD_OUT',
    'the points are given back: 250 points left',
    '2026-03-18 redeemed  -60  190 redemption/r3 birch',
    '2026-03-19 returned   60  250 redemption/r3 ',
  ],
  '13-review-requests': [
    '    product request mug+teapot planned 2026-03-24T09:00:00.000Z',
    '    product request mug+teapot planned 2026-03-13T09:00:00.000Z',
    '2026-03-08T09:00 mail to ada@example.com: How was it to buy from us?',
    '    About your order: https://www.trustpilot.com/evaluate/shop.example',
    '    product request mug+teapot waiting case-open',
    '    product request mug+teapot planned 2026-03-15T09:00:00.000Z',
    '2026-03-15T09:00 mail to ada@example.com: How do you like it?',
    '2026-03-16 ada@example.com writes about mug: accepted',
    '2026-03-16 20 points given',
    '2026-03-20T09:00 mail to ada@example.com: Still to be reviewed',
    '    About teapot: https://shop.example/review?token=…',
    '2026-03-25T09:00 mail to grace@example.com: How do you like it?',
    '    Whoever reads your review will be told that you got something for it.',
    '2026-03-26 a coupon TJ0D-66X8-HAF8-56RD',
    '    product reminder 1 nothing left skipped reviewed',
    'points of ada: 69',
  ],
  '14-review-form': [
    '2026-03-09 200 opened: Your review',
    'products mug, teapot',
    '2026-03-09 422 no stars chosen: Please choose from 1 to 5',
    '2026-03-09 moment umot negative warned',
    '2026-03-09 200 two stars: Thank you for your review',
    '2026-03-09 message we-are-sorry about review',
    '2026-03-09 reward coupon-5 for a text',
    '2026-03-09 409 sent again: Your review is here already',
    '2026-03-09 403 another product: This link is not for that product',
    '2026-03-09 403 forged: This link is not valid',
    '2026-09-05 410 180 days later: This link is too old',
  ],
  'shopify-app': [
    '2026-03-02 09:50  Somebody looks at a teapot. Nobody knows who it is.',
    '    moment      zmot            found, positive         visit/-/2026-03-02T09:50:00.000Z',
    '    moment      smot.purchase   order-placed, positive  cart/c1',
    '    in Shopify  metafield of Ada: 64 points',
    '    message     order-dispatched',
    '    moment      amot            arrived, positive       order/1001',
    '    in Shopify  metafield of Ada: 14 points',
    '    in Shopify  discount five-off: TEA-2S30-PKVC-PTND-PHQD',
    '    in Shopify  metafield of Ada: 2 points',
    '    message     review-request',
    '    found       1 order.placed',
    '    in Shopify  metafield of Ada: 122 points',
    '    in Shopify  store credit of Ada: 10.00 EUR',
    '    sent        storeCreditAccountCredit: 1 time',
    '    left        nothing: CUSTOMER_UNKNOWN',
    '9 webhooks taken, 1 known already, 9 processed, 0 given up.',
  ],
}
/** What this run has not, by example. */
const missing: Readonly<Record<string, string | undefined>> = { 'shopify-app': noSchema }

test('every example has lines to be held to', () => {
  expect(Object.keys(said)).toEqual(names)
})

describe.each(names)('%s', (name) => {
  const manifest = JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8'))
  const sources = globSync(`${folder}/${name}/**/*.ts`).map((file) =>
    ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true),
  )

  test.skipIf(missing[name])(
    'says what it is there to show',
    async () => {
      const [command, ...args] = manifest.scripts.start.split(' ')
      expect(command).toBe('node')
      const { stdout, stderr } = await run(process.execPath, args, { cwd: `${folder}/${name}`, timeout: 60_000 })
      expect(stderr).toBe('')
      const lines = stdout.split('\n')
      expect(lines).toEqual(expect.arrayContaining([...(said[name] ?? [])]))
      const places = (said[name] ?? []).map((line) => lines.indexOf(line))
      expect(places).toEqual([...places].sort((a, b) => a - b))
    },
    60_000,
  )

  test('is private, and uses only packages that it names', () => {
    expect(manifest.private).toBe(true)
    const imported = sources
      .flatMap((source) => ts.preProcessFile(source.text, true, true).importedFiles)
      .map(({ fileName }) => fileName)
    const foreign = imported.filter((specifier) => !specifier.startsWith('./') && !specifier.startsWith('node:'))
    const packageOf = (specifier: string) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0]
    expect(new Set(foreign.map(packageOf))).toEqual(new Set(Object.keys(manifest.dependencies)))
    expect(imported.filter((specifier) => specifier.startsWith('..'))).toEqual([])
  })

  test('needs no cast, no any and no suppressed error', () => {
    const found: string[] = []
    for (const source of sources) {
      if (/@ts-|biome-ignore/.test(source.text)) found.push(`${source.fileName}: a comment that suppresses`)
      const visit = (node: ts.Node): void => {
        const isCast = ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) || ts.isNonNullExpression(node)
        if (isCast || node.kind === ts.SyntaxKind.AnyKeyword) found.push(`${source.fileName}: ${node.getText(source)}`)
        ts.forEachChild(node, visit)
      }
      visit(source)
    }
    expect(found).toEqual([])
  })
})
