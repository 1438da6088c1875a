/** Runs the benchmark: `npm run bench -- [--json] [--only <name>[,<name>]] [--rounds <n>]`. A name may be a prefix, as `rules.`. */
import { parseArgs } from 'node:util'
import { busMitt } from './bus.ts'
import { engineMemory } from './engine.ts'
import type { Bench, Figure } from './harness.ts'
import { rulesCode10, rulesCode100, rulesCode1000, rulesData1000 } from './rules.ts'
import { rulesJsonRulesEngine, rulesZenEngine } from './rules-peers.ts'
import { sizeCore } from './size.ts'
import { validateZod } from './validate.ts'

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
]
interface Row extends Figure {
  readonly name: string
  readonly against: string
  readonly goal: number | null
  readonly unit: string
}
const isSize = ({ name }: { readonly name: string }): boolean => name.startsWith('size.')
const met = (row: Row): boolean => row.goal === null || (isSize(row) ? row.value <= row.goal : row.ratio >= row.goal)

const digits = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 3 : value < 1_000 ? 1 : 0 })
function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => [
    row.name,
    row.against,
    isSize(row) ? '' : digits(row.ratio),
    row.goal === null ? 'none' : `${isSize(row) ? 'at most' : 'at least'} ${digits(row.goal)}`,
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
    rounds: { type: 'string', default: '7' },
  },
})
const wanted = values.only.split(',').filter((name) => name !== '')
const chosen = benches.filter(
  ({ name }) =>
    wanted.length === 0 || wanted.some((one) => name === one || (one.endsWith('.') && name.startsWith(one))),
)
const rounds = Number(values.rounds)
if (chosen.length === 0 || !Number.isInteger(rounds) || rounds < 5) {
  const names = benches.map(({ name }) => name).join(', ')
  process.stderr.write(`--only takes names or prefixes of: ${names}; --rounds an integer from 5\n`)
  process.exit(2)
}
const rows: Row[] = []
for (const bench of chosen) {
  process.stderr.write(`${bench.name} …\n`)
  const { name, against, goal, unit } = bench
  const { ratio, value } = await bench.run(rounds)
  rows.push({ name, against, ratio, goal, value, unit })
}
process.stdout.write(`${values.json ? JSON.stringify(rows, undefined, 2) : table(rows)}\n`)
