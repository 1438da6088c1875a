// `npm run test:medusa`: the tests of packages/medusa, in a Medusa that is installed there and nowhere else. What follows
// the command goes to its vitest: `npm run test:medusa -- module`.
import { buildPlugin, npm, plugin, timed, timesTaken } from './medusa-plugin.ts'

buildPlugin()
timed('types', () => npm(plugin, 'run', 'types'))
timed('tests', () => npm(plugin, 'run', 'test', '--', ...process.argv.slice(2)))
console.log(`test:medusa: ${timesTaken()}`)
