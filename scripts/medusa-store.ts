// `npm run medusa-store`: builds the plugin, installs it into examples/medusa-store, and starts that shop.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installApp, pack } from './medusa-app.ts'
import { buildPlugin, npm, root } from './medusa-plugin.ts'

const store = join(root, 'examples/medusa-store')
const folder = mkdtempSync(join(tmpdir(), 'motkit-tarballs-'))
buildPlugin()
await installApp(store, await pack(folder), '--no-save', '--no-package-lock')
rmSync(folder, { recursive: true })
npm(store, 'start')
