/** Runs the crash test: `npm run crash -- [--events <n>] [--kills <n>] [--restarts <n>] [--workers <n>] [--seed <n>] [--broken <name>] [--json]`. */
import { parseArgs } from 'node:util'
import { breakages } from './broken.ts'
import { crash } from './crash.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '50000' },
    kills: { type: 'string', default: '50' },
    restarts: { type: 'string', default: '5' },
    workers: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    broken: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const { broken } = values
const [events, kills, restarts, workers, seed] = [
  values.events,
  values.kills,
  values.restarts,
  values.workers,
  values.seed,
].map(Number) as [number, number, number, number, number]
if (
  ![events, kills, restarts, workers, seed].every((n) => Number.isInteger(n) && n >= 0) ||
  events < 1 ||
  workers < 1
) {
  process.stderr.write('--events, --kills, --restarts, --workers and --seed are whole numbers\n')
  process.exit(2)
}
if (broken !== undefined && breakages[broken] === undefined) {
  process.stderr.write(`--broken is one of: ${Object.keys(breakages).join(', ')}\n`)
  process.exit(2)
}
const log = (line: string) => void process.stderr.write(`${line}\n`)
const { report, findings } = await crash({ events, kills, restarts, workers, seed, broken }, log)
for (const [counter, lines] of Object.entries(findings))
  for (const line of lines.slice(0, 10)) log(`${counter}: ${line}`)
process.stdout.write(
  values.json
    ? `${JSON.stringify(report)}\n`
    : Object.entries(report)
        .map(([name, figure]) => `${name.padEnd(14)} ${figure.toLocaleString('en')}\n`)
        .join(''),
)
process.exitCode = Object.values(findings).some(({ length }) => length > 0) ? 1 : 0
