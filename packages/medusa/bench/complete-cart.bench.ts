/**
 * What the plugin costs whoever completes a cart: two processes of one shop, one with the plugin and one without, each on a
 * database of its own in one PostgreSQL. A cart is filled and completed in the one, then in the other, the first one first
 * in every other pair; only the completing is measured, by the clock of the caller.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { median } from '../../../bench/harness'
import { ratioInterval } from '../../../bench/interval'
import { type Opening, type Shop, shopOf } from '../integration-tests/shop'
import { type Database, medusa, newDatabase } from '../integration-tests/support/commands'
import { serve } from '../integration-tests/support/serving'

const GOAL = 1.1
/** `PAIRS=20 npm run bench:medusa` for a quick look. */
const PAIRS = Number(process.env.PAIRS ?? 200)
/** Until the compiler has seen enough. */
const WARM_UP = 20

const place = { cwd: path.join(__dirname, 'app'), cli: path.join(__dirname, '../node_modules/.bin/medusa') }
interface Side {
  readonly database: Database
  readonly shop: Shop
}

async function stocked(): Promise<{ database: Database; keys: Opening }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'motkit-bench-'))
  const file = path.join(folder, 'keys.json')
  const database = await newDatabase()
  const stockUp = path.relative(place.cwd, path.join(__dirname, '../integration-tests/support/stock-up.ts'))
  for (const args of [['db:migrate'], ['exec', stockUp, file]]) {
    const command = medusa(args, { DATABASE_URL: database.url }, place)
    expect(await command.ended, command.output()).toBe(0)
  }
  const keys: Opening = JSON.parse(readFileSync(file, 'utf8'))
  rmSync(folder, { recursive: true })
  return { database, keys }
}
async function open(database: Database, keys: Opening, env: Record<string, string>): Promise<Side> {
  const serving = await serve({ DATABASE_URL: database.url, NODE_ENV: 'production', LOG_LEVEL: 'error', ...env }, place)
  onTestFinished(async () => {
    await serving.stop()
    await database.close()
  })
  return { database, shop: shopOf(keys, serving) }
}

/** In the way of a customer who loses no time; answers how long the last request took. */
async function complete({ shop }: Side, turn: number): Promise<number> {
  const guest = shop.guest(`guest-${turn}@example.com`)
  const { id } = await shop.fillCart(guest, { mug: 1, tin: 2 })
  await shop.prepare(guest, id)
  const start = performance.now()
  await shop.placeOrder(guest, id)
  return performance.now() - start
}
/** What the one still does must not slow down the other. */
async function rest({ database }: Side): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const left = await database.query(
      "select from mot_inbox union all select from pg_stat_activity where datname = current_database() and state = 'active' and pid <> pg_backend_pid()",
    )
    quiet = left.length === 0 ? quiet + 1 : 0
  }
}

function said(pairs: readonly (readonly [number, number])[]): string {
  const [mine, other] = [median(pairs.map(([one]) => one)), median(pairs.map(([, one]) => one))]
  const ratio = mine / other
  const [low, high] = ratioInterval(pairs).map((end) => end.toFixed(3))
  return `medusa.complete-cart, ${pairs.length} pairs: ratio of the medians ${ratio.toFixed(3)} (95 %: ${low} to ${high}), goal at most ${GOAL}, ${ratio <= GOAL ? 'met' : 'MISSED'}; ${mine.toFixed(1)} ms with the plugin, ${other.toFixed(1)} ms without`
}

it('completing a cart', async () => {
  const { database, keys } = await stocked()
  await database.close()
  const ours = await open(await newDatabase(database.name), keys, {})
  const theirs = await open(await newDatabase(database.name), keys, { WITHOUT_MOT: '1' })
  const pairs: [number, number][] = []
  for (let turn = 0; turn < WARM_UP + PAIRS; turn++) {
    const taken = new Map<Side, number>()
    for (const side of turn % 2 === 0 ? [ours, theirs] : [theirs, ours]) {
      taken.set(side, await complete(side, turn))
      await rest(side)
    }
    if (turn >= WARM_UP) pairs.push([taken.get(ours) ?? 0, taken.get(theirs) ?? 0])
    if (pairs.length % 10 === 0 && pairs.length > 0) process.stderr.write(`${said(pairs)}\n`)
  }
  // The work was done on one side, and on that one only.
  const heard = (side: Side) =>
    side.database.query<{ n: number }>(
      "select count(*)::int as n from motkit.event where body::json->>'type' = 'order.placed'",
    )
  expect([await heard(ours), await heard(theirs)]).toEqual([[{ n: WARM_UP + PAIRS }], [{ n: 0 }]])
  console.log(said(pairs))
}, 3_600_000)
