// `npm run bench:medusa`: what the plugin costs in the shop's own requests, measured in a Medusa that is installed there.
import { buildPlugin, npm, plugin } from './medusa-plugin.ts'

buildPlugin()
npm(plugin, 'run', 'bench')
