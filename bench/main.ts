/**
 * Runs the benchmark: `npm run bench -- [--json] [--only <name>[,<name>]] [--rounds <n>]`. A name may be a prefix, as
 * `rules.`; what is not run by default, as `memory.flat`, must be named in full.
 */
import { parseArgs } from 'node:util'
import { busMitt } from './bus.ts'
import { drainBenches } from './drain.ts'
import { engineMemory } from './engine.ts'
import { growthBench } from './growth.ts'
import type { Bench, Figure } from './harness.ts'
import { loyaltyGrowthBalance, loyaltyGrowthEarn, loyaltyQuote } from './loyalty.ts'
import { memoryBench } from './memory.ts'
import { pgliteBatch } from './pglite.ts'
import { postgresBenches } from './postgres.ts'
import { rulesCode10, rulesCode100, rulesCode1000, rulesData1000 } from './rules.ts'
import { rulesJsonRulesEngine, rulesZenEngine } from './rules-peers.ts'
import { createServer } from './server.ts'
import { shopifyBenches } from './shopify.ts'
import { sizeCore } from './size.ts'
import { validateZod } from './validate.ts'

const server = createServer()
const benches: readonly Bench[] = [
  engineMemory,
  rulesCode10,
  rulesCode100,
  rulesCode1000,
  rulesJsonRulesEngine,
  rulesZenEngine,
  rulesData1000,
  busMitt,
  validateZod,
  sizeCore,
  loyaltyQuote,
  ...postgresBenches(server),
  pgliteBatch,
  ...drainBenches(server),
  growthBench(server),
  loyaltyGrowthEarn,
  loyaltyGrowthBalance,
  memoryBench(server),
  ...shopifyBenches(server),
]
interface Row extends Figure {
  readonly name: string
  readonly against: string
  readonly goal: number | null
  readonly bound: 'least' | 'most'
  readonly unit: string
}
const met = ({ goal, bound, ratio }: Row): boolean =>
  goal === null || (bound === 'most' ? ratio <= goal : ratio >= goal)

const digits = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 3 : value < 1_000 ? 1 : 0 })
function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => [
    row.name,
    row.against,
    row.ratio === row.value ? '' : digits(row.ratio),
    row.goal === null ? 'none' : `at ${row.bound} ${digits(row.goal)}`,
    met(row) ? (row.goal === null ? '' : 'met') : 'MISSED',
    `${digits(row.value)} ${row.unit}`,
  ])
  const all = [['name', 'against', 'ratio', 'goal', '', 'value'], ...lines]
  const widths = (all[0] as string[]).map((_, i) => Math.max(...all.map((line) => (line[i] as string).length)))
  return all
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
  },
})
const wanted = values.only.split(',').filter((name) => name !== '')
const chosen = benches.filter(
  ({ name, byDefault = true }) =>
    wanted.includes(name) ||
    (byDefault && (wanted.length === 0 || wanted.some((prefix) => prefix.endsWith('.') && name.startsWith(prefix)))),
)
const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
if (chosen.length === 0 || (rounds !== undefined && (!Number.isInteger(rounds) || rounds < 5))) {
  const names = benches.map(({ name }) => name).join(', ')
  process.stderr.write(`--only takes names or prefixes of: ${names}; --rounds an integer from 5\n`)
  process.exit(2)
}
const rows: Row[] = []
for (const bench of chosen) {
  const { name, against, goal, bound = 'least', unit } = bench
  process.stderr.write(`${name} … `)
  const start = performance.now()
  const { ratio, value, note } = await bench.run(rounds ?? bench.rounds ?? 7)
  const seconds = Math.round((performance.now() - start) / 1_000)
  process.stderr.write(`${seconds} s${note === undefined ? '' : `, ${note}`}\n`)
  rows.push({ name, against, ratio, goal, bound, value, unit })
}
await server.stop()
process.stdout.write(`${values.json ? JSON.stringify(rows, undefined, 2) : table(rows)}\n`)
